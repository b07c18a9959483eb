import { describeFault } from "../../../components/values/fault";
import {
  secretFingerprint,
  storedSecretFaults,
  storedSecrets,
  type SecretRecords,
} from "../../../components/checks/recorded/stored-secrets";
import { planOf } from "../../support/configuration";
import { recordIn, mockSecret, runProgram } from "../../support/program";

const key = "0123456789abcdef0123456789abcdef";

/** What is recorded of a secret with a value. */
function recordOf(
  name: (typeof storedSecrets)[number],
  value: string,
  from: "generated" | "config" = "generated",
): SecretRecords {
  return { [name]: { from, fingerprint: secretFingerprint(name, value), changes: 0 } };
}

function refusals(
  secrets: Readonly<Record<string, string>>,
  records: SecretRecords,
  {
    copyChanges = {},
    generated = { encryptionKey: key },
  }: {
    readonly copyChanges?: Readonly<Record<string, number>>;
    readonly generated?: Readonly<Record<string, string>>;
  } = {},
) {
  const plan = planOf({ secrets: { copyChanges } });
  return storedSecretFaults(storedSecrets, { plan, secrets, generated, records }).map(describeFault);
}

describe("a deployed stack", () => {
  test("records the fingerprints of the secrets that something stored depends on, encrypted", async () => {
    const run = await runProgram("dev", { "openops:preset": "dev" });
    const fingerprint = secretFingerprint("analyticsSecretKey", mockSecret("analyticsSecretKey"));

    expect(Object.keys(recordIn(run, "secrets") ?? {}).sort()).toEqual([
      "analyticsAdminPassword",
      "analyticsPoweruserPassword",
      "analyticsSecretKey",
      "encryptionKey",
      "postgresTablesReadPassword",
    ]);
    expect(run.find("pulumi:index:Stash", "record-secrets").secretInputs).toEqual(["input"]);
    expect(recordIn(run, "secrets")).toMatchObject({
      analyticsSecretKey: { from: "generated", fingerprint, changes: 0 },
    });
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  test("refuses another encryption key than the one its data is encrypted with, and shows neither", async () => {
    const before = mockSecret("encryptionKey");
    const refused = runProgram(
      "dev",
      { "openops:preset": "dev", "openops:encryptionKey": key },
      {
        state: { "pulumi:index:Stash record-secrets": { input: recordOf("encryptionKey", before) } },
        secretKeys: ["openops:encryptionKey"],
      },
    );

    await expect(refused).rejects.toThrow(
      [
        "What is configured does not fit what is deployed; it has 1 fault; nothing was changed.",
        `  openops:encryptionKey: expected the value with the fingerprint ${secretFingerprint("encryptionKey", before)}, as it is deployed, got one with the fingerprint ${secretFingerprint("encryptionKey", key)}: connections and step outputs in the database are encrypted with that key, and nothing re-encrypts them (pulumi config rm --path 'openops:encryptionKey'; the generated value is in the state)`,
      ].join("\n"),
    );
  });

  test("takes the value it was deployed with from the configuration, and notices when that is gone", () => {
    const configured = recordOf("encryptionKey", key, "config");

    expect(refusals({ encryptionKey: key }, configured)).toEqual([]);
    expect(refusals({ encryptionKey: key }, recordOf("encryptionKey", key))).toEqual([]);
    expect(refusals({}, recordOf("encryptionKey", key))).toEqual([]);
    expect(refusals({}, configured)).toEqual([
      expect.stringMatching(/^openops:encryptionKey: expected the value with the fingerprint .* got none/),
    ]);
  });

  test("refuses to go on without a generated value that its state has lost, or with another one there", () => {
    const records = recordOf("encryptionKey", key);
    const line = (got: string) =>
      `openops:encryptionKey: expected the value with the fingerprint ${secretFingerprint("encryptionKey", key)}, as it is deployed, got ${got}: connections and step outputs in the database are encrypted with that key, and nothing re-encrypts them (npm run secrets -- --from-cluster, or pulumi config set --secret openops:encryptionKey)`;

    expect(refusals({}, records, { generated: {} })).toEqual([line("none, since the state has lost it")]);
    expect(refusals({}, records, { generated: { encryptionKey: "f".repeat(32) } })).toEqual([
      line("another one in the state"),
    ]);
    expect(refusals({ encryptionKey: key }, records, { generated: {} })).toEqual([]);
  });

  test("refuses another key of analytics, with the reason", () => {
    expect(
      refusals({ analyticsSecretKey: "another-key" }, recordOf("analyticsSecretKey", "the-key")),
    ).toEqual([
      expect.stringContaining(
        "analytics encrypts the connections it stores with that key, the one to tables among them",
      ),
    ]);
  });

  test.each(["analyticsAdminPassword", "analyticsPoweruserPassword", "postgresTablesReadPassword"] as const)(
    "refuses a new %s until its copy was changed on purpose, and tells nothing of it",
    (name) => {
      const records = recordOf(name, "the-old-password");
      const secrets = { [name]: "the-new-password" };
      const [line, ...others] = refusals(secrets, records);

      expect(others).toEqual([]);
      expect(line).toContain(
        `openops:${name}: expected the value that is deployed, got another one: analytics`,
      );
      expect(line).toContain(`npm run rotate -- --secret ${name}`);
      expect(line).not.toMatch(/[0-9a-f]{16}|the-(old|new)-password/);
      expect(refusals(secrets, records, { copyChanges: { [name]: 1 } })).toEqual([]);
    },
  );

  test("refuses no new value of a secret that pods take over as they restart", () => {
    expect(storedSecrets.filter((name) => /jwt|redis|App|adminPassword$/.test(name))).toEqual([]);
  });
});
