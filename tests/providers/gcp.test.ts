import { faultsOf } from "../support/configuration";
import { lookedUp, runIn } from "../support/sources/looked-up-clusters";
import { mockSecret, type ProgramRun } from "../support/program";

const project = lookedUp.gcp.clouds.gcp;
const run = (values: Readonly<Record<string, unknown>> = {}) => runIn("gcp", values);

const labels = { "managed-by": "pulumi", "part-of": "openops" };
const network = "projects/acme-prod/global/networks/main";
const instance = (found: ProgramRun) =>
  found.find("gcp:sql/databaseInstance:DatabaseInstance", "openops-dev-postgres").inputs;
const mainNetwork = network.replace("acme-prod", "acme");
const podOf = (found: ProgramRun, name: string) =>
  JSON.stringify(found.find("kubernetes:apps/v1:Deployment", name).inputs);

describe("Cloud SQL", () => {
  test("is private, in two zones, restorable to any moment of a week, and takes encrypted connections only", async () => {
    expect(instance(await run())).toEqual({
      name: "openops-dev-postgres",
      region: "europe-west1",
      databaseVersion: "POSTGRES_17",
      deletionProtection: false,
      settings: {
        tier: "db-custom-2-8192",
        edition: "ENTERPRISE",
        availabilityType: "REGIONAL",
        diskType: "PD_SSD",
        diskSize: 100,
        diskAutoresize: true,
        diskAutoresizeLimit: 500,
        deletionProtectionEnabled: false,
        userLabels: labels,
        databaseFlags: [{ name: "max_connections", value: "300" }],
        insightsConfig: { queryInsightsEnabled: true },
        maintenanceWindow: { day: 7, hour: 4 },
        backupConfiguration: {
          enabled: true,
          pointInTimeRecoveryEnabled: true,
          startTime: "02:00",
          transactionLogRetentionDays: 7,
          backupRetentionSettings: { retainedBackups: 7, retentionUnit: "COUNT" },
        },
        ipConfiguration: {
          ipv4Enabled: false,
          privateNetwork: mainNetwork,
          allocatedIpRange: "openops-dev-services",
          sslMode: "ENCRYPTED_ONLY",
          serverCaMode: "GOOGLE_MANAGED_CAS_CA",
        },
      },
    });
  });

  test("gives its administrator the stack's password, kept secret", async () => {
    const user = (await run()).find("gcp:sql/user:User", "openops-dev-postgres");

    expect(user.inputs).toMatchObject({ name: "postgres", password: mockSecret("postgresPassword") });
    expect(user.secretInputs).toEqual(["password"]);
  });

  test("is known by the name in its certificate to the pods that connect, without a DNS record", async () => {
    const found = await run();
    const alias = '"hostAliases":[{"hostnames":["0123.europe-west1.sql-psa.goog"],"ip":"10.60.0.5"}]';

    for (const name of ["openops-app", "openops-tables", "openops-analytics"]) {
      expect(podOf(found, name)).toContain(alias);
    }
    expect(
      JSON.stringify(found.find("kubernetes:batch/v1:Job", "openops-database-bootstrap").inputs),
    ).toContain(alias);
    expect(podOf(found, "openops-engine")).not.toContain("hostAliases");
    expect(podOf(found, "nginx")).not.toContain("hostAliases");
  });

  test("with an authority of its own is known by its address, and the authority alone is checked", async () => {
    const found = await run({ database: { kind: "gcp", certificate: "instance" } });
    const secret = found.find("kubernetes:core/v1:Secret", "openops-app").inputs.stringData;

    expect(secret).toMatchObject({
      OPS_POSTGRES_URL: `postgresql://openops_app:${mockSecret("postgresAppPassword")}@10.60.0.5:5432/openops?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=/etc/openops/ca/postgres.pem`,
    });
    expect(podOf(found, "openops-tables")).toContain('"name":"PGSSLMODE","value":"verify-ca"');
    expect(podOf(found, "openops-app")).not.toContain("hostAliases");
  });
});

describe("Memorystore", () => {
  test("has a replica, a password, encryption and snapshots, and evicts nothing", async () => {
    expect((await run()).find("gcp:redis/instance:Instance", "openops-dev-redis").inputs).toEqual({
      name: "openops-dev-redis",
      region: "europe-west1",
      tier: "STANDARD_HA",
      memorySizeGb: 1,
      redisVersion: "REDIS_7_2",
      authorizedNetwork: mainNetwork,
      connectMode: "PRIVATE_SERVICE_ACCESS",
      reservedIpRange: "openops-dev-services",
      authEnabled: true,
      transitEncryptionMode: "SERVER_AUTHENTICATION",
      redisConfigs: { "maxmemory-policy": "noeviction" },
      persistenceConfig: { persistenceMode: "RDB", rdbSnapshotPeriod: "ONE_HOUR" },
      maintenancePolicy: {
        weeklyMaintenanceWindows: [
          { day: "SUNDAY", startTime: { hours: 4, minutes: 0, seconds: 0, nanos: 0 } },
        ],
      },
      deletionProtection: false,
      labels,
    });
  });

  test.each(["openops-app", "openops-engine"])(
    "is reached by %s through a proxy that compares its certificate with its address",
    async (name) => {
      const found = await run();
      const { data } = found.find("kubernetes:core/v1:ConfigMap", `${name}-cache-proxy`).inputs;

      expect(JSON.stringify(data)).toContain(
        "proxy_ssl_verify on;\\n    proxy_ssl_verify_depth 3;\\n    proxy_ssl_trusted_certificate /etc/openops/ca/redis.pem;\\n    proxy_ssl_server_name off;\\n    proxy_ssl_name 10.60.0.9;",
      );
      expect(podOf(found, name)).not.toContain("NODE_EXTRA_CA_CERTS");
    },
  );

  test("is reached in clear only where the configuration says so", async () => {
    const found = await run({ cache: { kind: "gcp", encryption: false } });

    expect(found.find("kubernetes:core/v1:Secret", "openops-app").inputs.stringData).toMatchObject({
      OPS_REDIS_URL: "redis://:0123-auth@10.60.0.9:6379/0",
    });
    expect(podOf(found, "openops-app")).not.toContain("cache-proxy");
  });
});

describe("private services access", () => {
  test("is made once for both servers, which wait for it", async () => {
    const { resources } = await run();
    const made = resources.filter(({ type }) => /globalAddress|connection/.test(type));

    expect(made.map(({ inputs }) => inputs)).toEqual([
      {
        name: "openops-dev-services",
        purpose: "VPC_PEERING",
        addressType: "INTERNAL",
        address: "10.60.0.0",
        prefixLength: 20,
        network: mainNetwork,
      },
      {
        network: mainNetwork,
        service: "servicenetworking.googleapis.com",
        reservedPeeringRanges: ["openops-dev-services"],
        deletionPolicy: "ABANDON",
      },
    ]);
  });

  test("that is there is used, and its range looked up", async () => {
    const found = await run({
      clouds: { gcp: { ...project, services: { kind: "existing", name: "google-services" } } },
    });

    expect(found.resources.filter(({ type }) => /globalAddress|connection/.test(type))).toEqual([]);
    expect(
      JSON.stringify(found.find("kubernetes:networking.k8s.io/v1:NetworkPolicy", "openops-tables").inputs),
    ).toContain('"cidr":"10.70.0.0/20"');
  });
});

test("a GKE cluster is accessed by Google's plugin, without a credential in the configuration", async () => {
  const { inputs } = (await run()).find("pulumi:providers:kubernetes", "cluster");
  const kubeconfig: unknown = JSON.parse(String(inputs.kubeconfig));

  expect(kubeconfig).toMatchObject({
    clusters: [{ cluster: { server: "https://203.0.113.7", "certificate-authority-data": "Q0E=" } }],
    users: [{ user: { exec: { command: "gke-gcloud-auth-plugin", provideClusterInfo: true } } }],
  });
});

test("the network has to be given where no GKE cluster tells it", () => {
  expect(faultsOf({ preset: "dev", clouds: { gcp: project }, cache: { kind: "gcp" } })).toEqual([
    "openops:clouds.gcp.network: expected the network of the cluster, got nothing: only the name of a cluster in that cloud tells it otherwise (pulumi config set --path 'openops:clouds.gcp.network' VALUE)",
  ]);
});
