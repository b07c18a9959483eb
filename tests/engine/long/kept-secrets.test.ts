import { applyDefinitions } from "../definitions";
import { ProgramCluster } from "../programs/program-cluster";

let cluster: ProgramCluster;
const namespace = "openops-kept";
const key = "0123456789abcdef0123456789abcdef";

const inNamespace = { cluster: { createNamespace: false } };
const kept = {
  ...inNamespace,
  secrets: { existing: { "openops-env": { encryptionKey: "KEY", postgresAppPassword: "APP" } } },
};

/** Keeps a Secret in the namespace, as somebody else does. */
function keep(stringData: Readonly<Record<string, string>>): Promise<void> {
  return cluster.apply({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "openops-env", namespace },
    stringData,
  });
}

beforeAll(async () => {
  cluster = await ProgramCluster.start(namespace);
  await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
});

afterAll(() => cluster.stop());

describe("a stack with secrets in a Secret of the namespace", () => {
  test("is refused where there is no such Secret, with the configuration that asks for it", async () => {
    expect(await cluster.refusal(kept)).toContain("openops-env (openops:secrets.existing)");
  });

  test("is refused where a key is missing or a value unusable, without showing it", async () => {
    await keep({ APP: "p@ssword/with-signs" });
    const refusal = await cluster.refusal(kept);

    expect(refusal).toContain("has 2 faults; nothing was changed.");
    expect(refusal).toContain("expected the key KEY in the Secret openops-env, got the keys APP");
    expect(refusal).not.toContain("p@ssword");
    expect(await cluster.installation.names("deployments")).toEqual([]);
  });

  test("comes up with pods that name the Secret", async () => {
    await keep({ APP: "password-of-the-app", KEY: key });
    await cluster.up(kept);
    const env = await cluster.stored("deployment/openops-app", ".spec.template.spec.containers[0].env");

    expect(env).toEqual(
      expect.arrayContaining([
        { name: "OPS_ENCRYPTION_KEY", valueFrom: { secretKeyRef: { name: "openops-env", key: "KEY" } } },
        {
          name: "OPS_POSTGRES_URL",
          value: "postgresql://openops_app:$(POSTGRES_APP_PASSWORD)@postgres.openops-kept.svc:5432/openops",
        },
      ]),
    );
    expect((await cluster.installation.readiness()).filter((line) => !/ (\d+)\/\1$/.test(line))).toEqual([]);
  });

  test("rolls the pods that use a changed value, and no others", async () => {
    const before = await cluster.installation.specifications();
    await keep({ APP: "another-password-of-the-app", KEY: key });
    await cluster.up(kept);

    expect(await cluster.installation.changedSince(before)).toEqual(["openops-app"]);
  });

  test("refuses another encryption key before anything is changed, and shows neither", async () => {
    const other = "f".repeat(32);
    await keep({ APP: "another-password-of-the-app", KEY: other });
    const refusal = await cluster.refusal(kept);

    expect(refusal).toContain("openops:secrets.existing.openops-env.encryptionKey");
    expect(refusal).toContain("nothing re-encrypts them");
    expect(refusal).not.toContain(other);
    await keep({ APP: "another-password-of-the-app", KEY: key });
  });
});

describe("a stack with secrets in a store", () => {
  const stores = {
    aws: { kind: "aws", region: "eu-west-1", roleArn: "arn:aws:iam::111122223333:role/openops" },
    gcp: { kind: "gcp", project: "acme", identity: { "iam.gke.io/gcp-service-account": "openops@acme" } },
    azure: {
      kind: "azure",
      vaultUrl: "https://acme.vault.azure.net",
      identity: { "azure.workload.identity/client-id": "0" },
    },
    vault: { kind: "vault", server: "https://vault.example.com", role: "openops", namespace: "finops" },
  };
  const keys = {
    jwtSecret: { key: "openops/jwt", version: "v1" },
    redisPassword: { key: "openops/stores", property: "redis" },
  };
  const inStore = (store: object) => ({
    ...kept,
    secrets: { ...kept.secrets, external: { store: { ...store }, keys } },
  });

  test("is refused where External Secrets is missing", async () => {
    expect(await cluster.refusal(inStore(stores.aws))).toContain(
      "externalsecrets.external-secrets.io (openops:secrets.external)",
    );
  });

  describe("with the definitions of External Secrets", () => {
    beforeAll(() =>
      applyDefinitions(cluster.kubectl, ["ExternalSecret", "SecretStore", "ClusterSecretStore"]),
    );

    test.each(Object.values(stores))(
      "has a store of kind $kind as its definition wants it",
      async (store) => {
        await cluster.up(inStore(store));
        const written = JSON.stringify(await cluster.stored("secretstore/openops-secrets", ".spec.provider"));

        Object.values(store)
          .filter((value) => typeof value === "string" && value !== store.kind)
          .forEach((value) => expect(written).toContain(value));
      },
    );

    test("has External Secrets make a Secret for each workload, beside what is kept elsewhere", async () => {
      const names = await cluster.installation.names("externalsecrets");
      const app = names.find((name) => name.startsWith("openops-app-external")) ?? "";

      expect(names.map((name) => name.replace(/-[0-9a-f]{8}$/, ""))).toEqual([
        "openops-analytics-external",
        "openops-app-external",
        "openops-engine-external",
        "openops-tables-external",
        "redis-external",
        "redis-users-external",
      ]);
      expect(await cluster.stored(`externalsecret/${app}`)).toMatchObject({
        refreshInterval: "60m",
        target: {
          template: {
            data: {
              OPS_JWT_SECRET: "{{ .jwtSecret }}",
              OPS_REDIS_URL: "redis://:{{ .redisPassword }}@redis.openops-kept.svc:6379/0",
            },
          },
        },
      });
      expect(
        await cluster.stored("deployment/openops-app", ".spec.template.spec.containers[0].envFrom"),
      ).toEqual(expect.arrayContaining([{ secretRef: { name: app } }]));
    });

    test("changes nothing without a change", async () => {
      const { changes } = await cluster.up(inStore(stores.vault));

      expect(Object.keys(changes).sort()).toEqual(["read", "same"]);
    });

    test("is refused where the store that it names is missing, and takes it where it is there", async () => {
      const existing = inStore({ kind: "existing", name: "company" });

      expect(await cluster.refusal(existing)).toContain("company (openops:secrets.external.store)");
      await cluster.apply({
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: { name: "company" },
        spec: { provider: { fake: { data: [] } } },
      });
      await cluster.up(existing);
      expect(await cluster.installation.names("secretstores")).toEqual([]);
    });
  });
});
