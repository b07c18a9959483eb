import { secretFingerprint } from "../../../components/checks/recorded/stored-secrets";
import type { LiveData } from "../../../components/checks/cluster/unknown-data-faults";
import type { Look } from "../../../components/resources/cluster/live-data";
import { secretNames } from "../../../components/values/secret-definitions";
import { placeRecord, runProgram } from "../../support/program";

const key = "0123456789abcdef0123456789abcdef";
const other = "fedcba9876543210fedcba9876543210";
const claims = ["data-postgres-0", "data-redis-0", "tables-pvc"];
const app = (value: string, name = "openops-app-1a2b3c4d") => ({
  name,
  values: { OPS_ENCRYPTION_KEY: value },
});
const print = (value: string) => secretFingerprint("encryptionKey", value);

interface Situation {
  /** Without a word of objects there are none. */
  readonly look: Partial<LiveData> | { readonly reason: string };
  readonly config?: Readonly<Record<string, string>>;
  readonly state?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly takesOver?: boolean;
}

/** What an update of the stack dev says in a situation; nothing where it goes on. */
async function refusal({
  look,
  config = {},
  state = {},
  takesOver = false,
}: Situation): Promise<readonly string[]> {
  const keys = { "openops:preset": "dev", ...config };
  const secretKeys = secretNames.map((name) => `openops:${name}`).filter((name) => name in config);
  const found: Look = "reason" in look ? look : { objects: [], claims: [], secrets: [], ...look };
  return runProgram("dev", keys, { secretKeys, look: found, state, takesOver }).then(
    () => [],
    (error: unknown) => String(error).split("\n"),
  );
}

const generatedKey = (value: string) => ({
  ...placeRecord("openops-dev"),
  "random:index/randomPassword:RandomPassword encryptionKey": { result: value },
});
const claim = (name: string) => ({
  [`kubernetes:core/v1:PersistentVolumeClaim ${name}`]: { metadata: { name, namespace: "openops-dev" } },
});
const namespacedPolicy = {
  "kubernetes:networking.k8s.io/v1:NetworkPolicy redis": {
    metadata: { name: "redis", namespace: "openops-dev" },
  },
};

describe("a state that does not know the data", () => {
  test("is refused, with the Secret that has the key and the command that takes it over", async () => {
    expect(await refusal({ look: { claims, secrets: [app(key)] } })).toEqual([
      "Error: What is in the cluster does not fit the state of the stack; it has 1 fault; nothing was changed.",
      `  openops:encryptionKey: expected the value with the fingerprint ${print(key)} that Secret openops-app-1a2b3c4d of namespace openops-dev has, got a newly generated one: the state of this stack does not know what is in the namespace; connections and step outputs in the database are encrypted with that key, and nothing re-encrypts them (npm run secrets -- --from-cluster, or kubectl get secret openops-app-1a2b3c4d -n openops-dev -o go-template='{{.data.OPS_ENCRYPTION_KEY | base64decode}}' | pulumi config set --secret openops:encryptionKey)`,
    ]);
  });

  test("is refused whatever is taken over", async () => {
    const [first] = await refusal({ look: { claims, secrets: [app(key)] }, takesOver: true });
    expect(first).toMatch("does not fit the state of the stack; it has 1 fault");
  });

  test("is refused for every value that something stored depends on, all at once", async () => {
    const analytics = {
      name: "openops-analytics-9f8e7d6c",
      values: {
        SUPERSET_SECRET_KEY: "a".repeat(40),
        ADMIN_PASSWORD: "b".repeat(40),
        POWERUSER_PASSWORD: "c".repeat(40),
      },
    };
    const lines = await refusal({ look: { claims, secrets: [app(key), analytics] } });

    expect(lines.slice(1).map((line) => line.trim().split(":")[1])).toEqual([
      "encryptionKey",
      "analyticsAdminPassword",
      "analyticsPoweruserPassword",
      "analyticsSecretKey",
    ]);
    expect(lines.join("\n")).not.toMatch(/a{40}|b{40}|c{40}/);
  });

  test("is refused where the data is there and its keys are nowhere", async () => {
    const lines = await refusal({ look: { claims: ["data-postgres-0"], secrets: [] } });

    expect(lines[1]).toBe(
      "  openops:encryptionKey: expected the value that the data in data-postgres-0 depends on, got a newly generated one: the state of this stack does not know what is in the namespace; connections and step outputs in the database are encrypted with that key, and nothing re-encrypts them (pulumi config set --secret openops:encryptionKey, with the value from where it was saved)",
    );
    expect(lines).toHaveLength(3);
  });

  test("goes on once the command has been obeyed, and not with another value", async () => {
    const look = { claims, secrets: [app(key)] };
    const refused = await refusal({ look, config: { "openops:encryptionKey": other } });

    expect(await refusal({ look, config: { "openops:encryptionKey": key } })).toEqual([]);
    expect(refused[1]).toContain(`got one with the fingerprint ${print(other)} from the configuration`);
  });

  test("is refused where Secrets of two installations are there, since only one key can read the data", async () => {
    const secrets = [app(key), app(other, "openops-app-5e6f7a8b")];
    const lines = await refusal({ look: { claims, secrets }, config: { "openops:encryptionKey": key } });

    expect(lines[1]).toContain(
      "expected the value that the data was written with, of those that Secret openops-app-1a2b3c4d and Secret openops-app-5e6f7a8b of namespace openops-dev have",
    );
  });

  test("is refused although an update that failed has generated another key since", async () => {
    const lines = await refusal({ look: { claims, secrets: [app(key)] }, state: generatedKey(other) });
    expect(lines).toHaveLength(2);
  });
});

describe("a namespace where others have objects of names that the stack needs", () => {
  const redis = { kind: "Service", name: "redis", labels: { app: "redis" } };
  const fault =
    "  openops:namespace: expected a namespace where no Service of others is called redis, got openops-dev: the stack needs that name, and what others run by it is not taken over (pulumi config set openops:namespace ANOTHER; for an installation by Helm: npm run adopt)";

  test("is refused, also where an update would take over what exists", async () => {
    expect((await refusal({ look: { objects: [redis] } })).slice(1)).toEqual([fault]);
    expect((await refusal({ look: { objects: [redis] }, takesOver: true })).slice(1)).toEqual([fault]);
  });

  test("goes on with objects that an installation by this program left, and with other names and kinds", async () => {
    const objects = [
      { ...redis, labels: { app: "redis", "app.kubernetes.io/part-of": "openops" } },
      { ...redis, name: "kafka" },
      { ...redis, kind: "Deployment" },
    ];

    expect(await refusal({ look: { objects } })).toEqual([]);
  });

  test("goes on where others have the Postgres that the stack does not make", async () => {
    const database = JSON.stringify({ kind: "external", host: "postgres", addresses: ["10.0.0.0/8"] });
    const objects = [{ kind: "StatefulSet", name: "postgres", labels: {} }];
    const config = { "openops:database": database, "openops:postgresPassword": "the-admin-password" };

    expect((await refusal({ look: { objects } }))[1]).toContain(
      "no StatefulSet of others is called postgres",
    );
    expect(await refusal({ look: { objects }, config })).toEqual([]);
  });
});

describe("an update goes on", () => {
  test("in an empty namespace, and beside what others have there", async () => {
    const secrets = [{ name: "registry", values: { OPS_ENCRYPTION_KEY: other } }];

    expect(await refusal({ look: { claims: [], secrets: [] } })).toEqual([]);
    expect(await refusal({ look: { claims: ["data-kafka-0"], secrets } })).toEqual([]);
  });

  test("where an update that was killed made the volumes without a word of them in the state", async () => {
    const analyticsKey = {
      "random:index/randomPassword:RandomPassword analyticsSecretKey": { result: "a".repeat(40) },
    };
    const state = { ...generatedKey(key), ...analyticsKey, ...namespacedPolicy };

    expect(await refusal({ look: { claims, secrets: [] }, state })).toEqual([]);
    expect(await refusal({ look: { claims, secrets: [app(key)] }, state })).toEqual([]);
  });

  test("without a look where the state has the volumes", async () => {
    const state = { ...claim("data-postgres-0"), ...claim("tables-pvc") };
    expect(await refusal({ look: { claims, secrets: [app(key)] }, state })).toEqual([]);
  });
});

describe("a namespace that cannot be looked at", () => {
  const look = { reason: "there is no kubectl on the PATH" };

  test("lets a first installation go on, with a warning", async () => {
    expect(await refusal({ look })).toEqual([]);
  });

  test("is not taken over before every such value is given", async () => {
    const lines = await refusal({ look, takesOver: true });

    expect(lines[1]).toMatch(
      /^ {2}openops:encryptionKey: expected the value that what is taken over was made with, since namespace openops-dev could not be looked at \(there is no kubectl on the PATH\), got a newly generated one: .* \(make kubectl work, or pulumi config set --secret openops:encryptionKey\)$/,
    );
    expect(lines).toHaveLength(6);
  });
});
