import { X509Certificate } from "node:crypto";
import { azureAuthorities } from "../../providers/azure/store";
import { faultsOf } from "../support/configuration";
import { lookedUp, runIn } from "../support/sources/looked-up-clusters";
import { mockSecret, type ProgramRun } from "../support/program";

const subscription = lookedUp.azure.clouds.azure;
const network =
  "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/main";
const tags = { "managed-by": "pulumi", "part-of": "openops" };

const run = (values: Readonly<Record<string, unknown>> = {}) => runIn("azure", values);

describe("Azure Database for PostgreSQL", () => {
  test("is in a delegated subnet, zone-redundant, backed up in two regions", async () => {
    const server = (await run()).find("azure-native:dbforpostgresql:Server", "openops-dev-postgres");

    expect(server.inputs).toEqual({
      resourceGroupName: "openops",
      serverName: "openops-dev-postgres",
      location: "westeurope",
      version: "17",
      administratorLogin: "openops_admin",
      administratorLoginPassword: mockSecret("postgresPassword"),
      sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
      storage: { storageSizeGB: 128, autoGrow: "Enabled" },
      backup: { backupRetentionDays: 7, geoRedundantBackup: "Enabled" },
      // What the SDK adds of itself: Azure chooses.
      availabilityZone: "",
      highAvailability: { mode: "ZoneRedundant", standbyAvailabilityZone: "" },
      network: {
        delegatedSubnetResourceId: "openops-dev-postgres-id",
        privateDnsZoneArmResourceId: "openops-dev-postgres-dns-id",
        publicNetworkAccess: "Disabled",
      },
      maintenanceWindow: { customWindow: "Enabled", dayOfWeek: 0, startHour: 4, startMinute: 0 },
      tags,
    });
    expect(server.secretInputs).toEqual(["administratorLoginPassword"]);
  });

  test("is the only one in its subnet, and found in the network by name", async () => {
    const found = await run();

    expect(found.find("azure-native:network:Subnet", "openops-dev-postgres").inputs).toMatchObject({
      resourceGroupName: "network",
      virtualNetworkName: "main",
      addressPrefix: "10.8.8.0/28",
      delegations: [
        { name: "openops-dev-postgres", serviceName: "Microsoft.DBforPostgreSQL/flexibleServers" },
      ],
    });
    expect(
      found.find("azure-native:privatedns:VirtualNetworkLink", "openops-dev-postgres-dns").inputs,
    ).toMatchObject({ virtualNetwork: { id: network }, registrationEnabled: false });
  });

  test("refuses what is not encrypted", async () => {
    const name = "openops-dev-postgres-require-secure-transport";

    expect((await run()).find("azure-native:dbforpostgresql:Configuration", name).inputs).toMatchObject({
      configurationName: "require_secure_transport",
      value: "on",
    });
  });
});

describe("Azure Managed Redis", () => {
  test("is one shard, encrypted, on disk within a second, with access keys, and evicts nothing", async () => {
    const found = await run();

    expect(found.find("azure-native:redisenterprise:Database", "openops-dev-redis").inputs).toMatchObject({
      databaseName: "default",
      clientProtocol: "Encrypted",
      clusteringPolicy: "NoCluster",
      evictionPolicy: "NoEviction",
      port: 10000,
      persistence: { aofEnabled: true, aofFrequency: "1s" },
      accessKeysAuthentication: "Enabled",
    });
    expect(
      found.find("azure-native:redisenterprise:RedisEnterprise", "openops-dev-redis").inputs,
    ).toMatchObject({
      sku: { name: "Balanced_B1" },
      highAvailability: "Enabled",
      publicNetworkAccess: "Disabled",
      minimumTlsVersion: "1.2",
    });
  });

  test("is reached by a private endpoint in the given subnet alone", async () => {
    expect(
      (await run()).find("azure-native:network:PrivateEndpoint", "openops-dev-redis").inputs,
    ).toMatchObject({
      subnet: { id: `${network}/subnets/endpoints` },
      privateLinkServiceConnections: [{ groupIds: ["redisEnterprise"] }],
    });
  });

  test("has its key in the Secrets of its clients and nowhere in clear", async () => {
    const found = await run();
    const holders = found.resources
      .filter(({ inputs }) => JSON.stringify(inputs).includes("a%2Bkey%2Fwith%3Dsigns"))
      .map(({ type, name, secretInputs }) => [type.split(":").at(-1), name, secretInputs]);

    expect(holders.sort()).toEqual([
      ["Secret", "openops-analytics", ["stringData"]],
      ["Secret", "openops-app", ["stringData"]],
      ["Secret", "openops-engine", ["stringData"]],
      ["Secret", "openops-tables", ["stringData"]],
    ]);
  });
});

test("an AKS cluster is accessed by kubelogin, without a credential in the configuration", async () => {
  const { inputs } = (await run()).find("pulumi:providers:kubernetes", "cluster");
  const kubeconfig: unknown = JSON.parse(String(inputs.kubeconfig));

  expect(kubeconfig).toMatchObject({
    clusters: [{ cluster: { server: "https://production.hcp.westeurope.azmk8s.io:443" } }],
    users: [
      {
        user: {
          exec: {
            command: "kubelogin",
            args: ["get-token", "--login", "azurecli", "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"],
          },
        },
      },
    ],
  });
});

test("servers are locked where data is protected, unless the locks are switched off", async () => {
  const locks = ({ resources }: ProgramRun) =>
    resources.filter(({ type }) => type.endsWith("ManagementLockByScope")).map(({ name }) => name);
  const availability = { protectData: true };

  expect(locks(await run())).toEqual([]);
  expect(locks(await run({ availability })).sort()).toEqual(["openops-dev-postgres", "openops-dev-redis"]);
  expect(locks(await run({ availability, clouds: { azure: { ...subscription, locks: false } } }))).toEqual(
    [],
  );
});

test("subnets and the network have to be given where nothing tells them", () => {
  const bare = { ...subscription, databaseSubnet: undefined, endpointSubnet: undefined };

  expect(
    faultsOf({
      preset: "dev",
      clouds: { azure: bare },
      database: { kind: "azure" },
      cache: { kind: "azure" },
    }),
  ).toEqual([
    "openops:clouds.azure.databaseSubnet: expected a subnet for Postgres alone, got nothing (pulumi config set --path 'openops:clouds.azure.databaseSubnet' VALUE)",
    "openops:clouds.azure.endpointSubnet: expected a subnet for Redis' private endpoint, got nothing (pulumi config set --path 'openops:clouds.azure.endpointSubnet' VALUE)",
    "openops:clouds.azure.virtualNetworkId: expected the virtual network of the cluster, got nothing: only the name of a cluster in that cloud tells it otherwise (pulumi config set --path 'openops:clouds.azure.virtualNetworkId' VALUE)",
  ]);
});

test("clients trust the two public authorities that Azure changes between", () => {
  const names = (azureAuthorities().match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1],
  );

  expect(names).toEqual(["DigiCert Global Root G2", "Microsoft RSA Root Certificate Authority 2017"]);
});
