import { existingSecretFaults } from "../../components/checks/cluster/existing-secret-faults";
import { describeFault } from "../../components/values/fault";
import type { RawMap } from "../../components/config/layers";
import {
  secretFingerprint,
  storedSecretFaults,
  type SecretRecords,
} from "../../components/checks/recorded/stored-secrets";
import { assemble, faultsOf, planOf } from "../support/configuration";

const store = { kind: "aws", region: "eu-west-1" };
const external = (keys: RawMap): RawMap => ({ external: { store, keys } });
const inNamespace = { createNamespace: false };

/** The faults of a stack of preset dev that leaves secrets to others. */
function refusals(secrets: RawMap, values: RawMap = {}): readonly string[] {
  return faultsOf({ preset: "dev", cluster: inNamespace, secrets, ...values });
}

describe("a configuration that leaves secrets to others is refused", () => {
  test("with a name that no secret has", () => {
    expect(refusals({ existing: { "openops-env": { encryptonKey: "KEY", nonsense: "KEY" } } })).toEqual([
      "openops:secrets.existing.openops-env.encryptonKey: expected the secret encryptionKey, got encryptonKey (pulumi config rm --path 'openops:secrets.existing.openops-env.encryptonKey')",
      "openops:secrets.existing.openops-env.nonsense: expected the name of a secret, or a variable such as app.OPS_SLACK_APP_SIGNING_SECRET, got nonsense (pulumi config rm --path 'openops:secrets.existing.openops-env.nonsense')",
    ]);
  });

  test("with a secret in two places", () => {
    const secrets = { existing: { one: { jwtSecret: "A" } }, ...external({ jwtSecret: { key: "jwt" } }) };

    expect(refusals(secrets)).toEqual([
      "openops:secrets.external.keys.jwtSecret: expected jwtSecret in one place, got another one at secrets.existing.one.jwtSecret (pulumi config rm --path 'openops:secrets.external.keys.jwtSecret')",
    ]);
  });

  test("with a value for a secret that others keep, readable or not", () => {
    const secrets = { existing: { one: { jwtSecret: "A" } } };
    const line =
      "openops:jwtSecret: expected no value here: secrets.existing.one.jwtSecret says that others keep it (pulumi config rm --path 'openops:jwtSecret')";
    const withheld = assemble({
      values: { preset: "dev", cluster: inNamespace, secrets },
      withheld: ["jwtSecret"],
    });

    expect(refusals(secrets, { jwtSecret: "a-long-value" })).toEqual([line]);
    expect(withheld.faults.map(describeFault)).toEqual([line]);
  });

  test("with a next value of such a secret", () => {
    expect(
      refusals({ existing: { one: { redisPassword: "A" } } }, { redisPasswordNext: "next-password" }),
    ).toEqual([
      "openops:redisPasswordNext: expected no next value: others keep redisPassword, and change it there (pulumi config rm --path 'openops:redisPasswordNext')",
    ]);
  });

  test("with Secrets in a namespace that the stack makes", () => {
    expect(faultsOf({ preset: "dev", secrets: { existing: { one: { jwtSecret: "A" } } } })).toEqual([
      "openops:cluster.createNamespace: expected false, got true: the Secret one has to be in the namespace before the stack is (pulumi config set --path 'openops:cluster.createNamespace' false)",
    ]);
  });

  test("with a password that a cloud has to be told in a store", () => {
    const cluster = { kind: "eks", name: "prod", createNamespace: false };
    const values = { cluster, clouds: { aws: { region: "eu-west-1" } }, database: { kind: "aws" } };

    expect(refusals(external({ postgresPassword: { key: "admin" } }), values)).toEqual([
      "openops:secrets.external.keys.postgresPassword: expected a secret that the stack knows, or one in a Secret that exists, got one in a store: the cloud has to be told the password of the server that database makes (pulumi config rm --path 'openops:secrets.external.keys.postgresPassword')",
    ]);
  });

  test("with a variable that a declaration sets", () => {
    expect(refusals({ existing: { one: { "app.OPS_JWT_SECRET": "A" } } })).toEqual([
      expect.stringContaining(
        "expected a variable that this program does not set itself, got OPS_JWT_SECRET",
      ),
    ]);
  });

  test("with a registry's user and no password, or a password and no user", () => {
    const credentials = { server: "registry.example.com", username: "robot" };

    expect(faultsOf({ preset: "dev", images: { credentials } })).toEqual([
      "openops:registryPassword: expected the password for the registry in images.credentials, got nothing (pulumi config set --secret openops:registryPassword)",
    ]);
    expect(faultsOf({ preset: "dev", registryPassword: "word-of-the-robot" })[0]).toContain(
      "openops:images.credentials: expected the registry and the user that registryPassword belongs to",
    );
    expect(
      faultsOf({ preset: "dev", images: { credentials }, registryPassword: "word-of-the-robot" }),
    ).toEqual([]);
  });
});

test("an existing server's password may be in a Secret or a store", () => {
  const database = { kind: "external", host: "db.example.com", addresses: ["10.0.0.0/24"] };

  expect(refusals({ existing: { admin: { postgresPassword: "password" } } }, { database })).toEqual([]);
  expect(refusals(external({ postgresPassword: { key: "admin" } }), { database })).toEqual([]);
});

describe("Secrets that others keep are refused", () => {
  const plan = planOf({
    cluster: inNamespace,
    secrets: { existing: { "openops-env": { encryptionKey: "KEY", postgresAppPassword: "APP" } } },
  });
  const key = "0123456789abcdef0123456789abcdef";
  const refused = (content: Readonly<Record<string, string>>, records: SecretRecords = {}) =>
    existingSecretFaults(plan, { contents: new Map([["openops-env", content]]), records }).map(describeFault);

  test("without a key that is asked for, with the ones there are", () => {
    expect(refused({ KEY: key, OTHER: "x" })).toEqual([
      "openops:secrets.existing.openops-env.postgresAppPassword: expected the key APP in the Secret openops-env, got the keys KEY, OTHER (correct the key here, or add it there)",
    ]);
    expect(refused({})).toHaveLength(2);
  });

  test("with a value that OpenOps cannot use, which is not shown", () => {
    expect(refused({ KEY: key, APP: "p@ss/word-with-signs" })).toEqual([
      "openops:secrets.existing.openops-env.postgresAppPassword: expected 8 to 128 letters, digits, hyphens or underscores (change the value under APP in the Secret openops-env)",
    ]);
  });

  test("with another encryption key than the deployed one", () => {
    const fingerprint = secretFingerprint("encryptionKey", "another-key");
    const records: SecretRecords = { encryptionKey: { from: "generated", fingerprint, changes: 0 } };
    const [line, ...others] = refused({ KEY: key, APP: "a-password" }, records);

    expect(others).toEqual([]);
    expect(line).toContain(
      `openops:secrets.existing.openops-env.encryptionKey: expected the value with the fingerprint ${fingerprint}, as it is deployed`,
    );
  });
});

describe("a secret that something stored depends on goes into a store", () => {
  const fingerprint = secretFingerprint("encryptionKey", "0123456789abcdef0123456789abcdef");
  const refused = (remote: RawMap | undefined, records: SecretRecords, secrets = {}) => {
    const plan = planOf({ secrets: remote === undefined ? {} : external({ encryptionKey: remote }) });
    return storedSecretFaults(["encryptionKey"], { plan, secrets, generated: {}, records }).map(
      describeFault,
    );
  };
  const deployed: SecretRecords = { encryptionKey: { from: "generated", fingerprint, changes: 0 } };
  const unseen: SecretRecords = { encryptionKey: { from: "external", fingerprint: "", changes: 0 } };

  test("once the configuration tells which value the store holds", () => {
    expect(refused({ key: "openops" }, deployed)).toEqual([
      `openops:secrets.external.keys.encryptionKey.fingerprint: expected the fingerprint of the value that is deployed, once the store holds that value, got none: connections and step outputs in the database are encrypted with that key, and nothing re-encrypts them (pulumi config set --plaintext --path 'openops:secrets.external.keys.encryptionKey.fingerprint' ${fingerprint})`,
    ]);
    expect(refused({ key: "openops", fingerprint: "0000000000000000" }, deployed)).toHaveLength(1);
    expect(refused({ key: "openops", fingerprint }, deployed)).toEqual([]);
  });

  test("and stays there", () => {
    expect(refused({ key: "openops" }, unseen)).toEqual([]);
    expect(refused(undefined, unseen)).toEqual([
      expect.stringContaining(
        "openops:encryptionKey: expected the value in its store, as it is deployed, got a generated one",
      ),
    ]);
    expect(refused(undefined, unseen, { encryptionKey: "0123456789abcdef0123456789abcdef" })).toEqual([
      expect.stringContaining("got one that cannot be compared with it"),
    ]);
  });
});
