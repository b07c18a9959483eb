import { podOf } from "../../support/pod-of";
import { recordIn, runProgram, type ProgramRun } from "../../support/program";

describe("a stack with secrets in a store", () => {
  let stack: ProgramRun;
  const externalSecret = "kubernetes:external-secrets.io/v1:ExternalSecret";

  beforeAll(async () => {
    stack = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:services": JSON.stringify({ engine: { autoscaling: { kind: "queue" } } }),
      "openops:secrets": JSON.stringify({
        labels: { "example.com/class": "secret" },
        annotations: { "secrets.kubernetes.io/managed-by": "external" },
        external: {
          store: {
            kind: "aws",
            region: "eu-west-1",
            identity: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/openops-secrets" },
          },
          keys: {
            encryptionKey: { key: "openops/encryption-key" },
            adminPassword: { key: "openops/admin", property: "password", version: "v3" },
            postgresAppPassword: { key: "openops/app" },
            redisPassword: { key: "openops/redis" },
            "app.OPS_SLACK_APP_SIGNING_SECRET": { key: "openops/slack" },
          },
        },
      }),
    });
  });

  test("declares the store, and the account that reads it", () => {
    expect(
      stack.find("kubernetes:external-secrets.io/v1:SecretStore", "openops-secrets").inputs.spec,
    ).toEqual({
      provider: {
        aws: {
          service: "SecretsManager",
          region: "eu-west-1",
          auth: { jwt: { serviceAccountRef: { name: "openops-secrets" } } },
        },
      },
    });
    expect(stack.find("kubernetes:core/v1:ServiceAccount", "openops-secrets").inputs).toMatchObject({
      metadata: {
        annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/openops-secrets" },
      },
      automountServiceAccountToken: false,
    });
  });

  test("asks for exactly the variables of each workload, URLs from a template", () => {
    expect(stack.find(externalSecret, "openops-app-external").inputs).toMatchObject({
      spec: {
        refreshInterval: "60m",
        secretStoreRef: { kind: "SecretStore", name: "openops-secrets" },
        target: {
          creationPolicy: "Owner",
          deletionPolicy: "Retain",
          template: {
            engineVersion: "v2",
            metadata: {
              labels: { "example.com/class": "secret", app: "openops-app" },
              annotations: { "secrets.kubernetes.io/managed-by": "external" },
            },
            data: {
              OPS_ENCRYPTION_KEY: "{{ .encryptionKey }}",
              OPS_OPENOPS_ADMIN_PASSWORD: "{{ .adminPassword }}",
              OPS_POSTGRES_URL:
                "postgresql://openops_app:{{ .postgresAppPassword }}@postgres.openops-dev.svc:5432/openops",
              OPS_REDIS_URL: "redis://:{{ .redisPassword }}@redis.openops-dev.svc:6379/0",
              OPS_SLACK_APP_SIGNING_SECRET: "{{ .app_OPS_SLACK_APP_SIGNING_SECRET }}",
            },
          },
        },
        data: expect.arrayContaining([
          { secretKey: "encryptionKey", remoteRef: { key: "openops/encryption-key" } },
          {
            secretKey: "adminPassword",
            remoteRef: { key: "openops/admin", property: "password", version: "v3" },
          },
          { secretKey: "app_OPS_SLACK_APP_SIGNING_SECRET", remoteRef: { key: "openops/slack" } },
        ]),
      },
    });
    expect(
      stack.resources
        .filter(({ type }) => type === externalSecret)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      "openops-analytics-external",
      "openops-app-external",
      "openops-database-bootstrap-external",
      "openops-engine-external",
      "openops-engine-scaler-external",
      "openops-tables-external",
      "redis-external",
      "redis-users-external",
    ]);
  });

  test("gives pods both Secrets by name, and no checksum of what is not seen here", () => {
    const app = podOf(stack, "apps/v1:Deployment", "openops-app");

    expect(app.envFrom).toEqual([
      { secretRef: { name: "openops-app-0a1b2c3d" } },
      { secretRef: { name: "openops-app-external-0a1b2c3d" } },
    ]);
    expect(app.annotations).toEqual({});
  });

  test("takes another Secret, and so rolls, where a template changes", () => {
    expect(stack.find(externalSecret, "openops-app-external").options.replaceOnChanges).toEqual(["spec"]);
  });

  test("tells nobody what it does not know", () => {
    expect(stack.outputs.adminPassword).toBeUndefined();
    expect(recordIn(stack, "secrets")).toMatchObject({
      encryptionKey: { from: "external", fingerprint: "" },
      analyticsSecretKey: { from: "generated" },
    });
  });
});

test.each([
  [
    {
      kind: "gcp",
      project: "acme",
      clusterName: "prod",
      identity: { "iam.gke.io/gcp-service-account": "x" },
    },
    {
      gcpsm: {
        projectID: "acme",
        auth: {
          workloadIdentity: { clusterName: "prod", serviceAccountRef: { name: "openops-secrets" } },
        },
      },
    },
  ],
  [
    { kind: "azure", vaultUrl: "https://acme.vault.azure.net" },
    { azurekv: { vaultUrl: "https://acme.vault.azure.net", authType: "ManagedIdentity" } },
  ],
  [
    { kind: "vault", server: "https://vault.example.com", role: "openops" },
    {
      vault: {
        server: "https://vault.example.com",
        path: "secret",
        version: "v2",
        auth: {
          kubernetes: {
            mountPath: "kubernetes",
            role: "openops",
            serviceAccountRef: { name: "openops-secrets" },
          },
        },
      },
    },
  ],
])("a store of kind $kind is told what it needs", async (store, provider) => {
  const stack = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:secrets": JSON.stringify({ external: { store, keys: { jwtSecret: { key: "jwt" } } } }),
  });

  expect(stack.find("kubernetes:external-secrets.io/v1:SecretStore", "openops-secrets").inputs.spec).toEqual({
    provider,
  });
});

test("a store that exists is used as it is, after a look whether it is there", async () => {
  const store = { kind: "existing", name: "company" };
  const stack = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:secrets": JSON.stringify({ external: { store, keys: { jwtSecret: { key: "jwt" } } } }),
  });

  expect(stack.reads).toContain("kubernetes:external-secrets.io/v1:ClusterSecretStore company");
  expect(
    stack.find("kubernetes:external-secrets.io/v1:ExternalSecret", "openops-app-external").inputs.spec,
  ).toMatchObject({ secretStoreRef: { kind: "ClusterSecretStore", name: "company" } });
});
