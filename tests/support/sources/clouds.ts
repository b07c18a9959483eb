/** What the clouds answer to programs under mocks. */
type Values = Readonly<Record<string, unknown>>;

const subnets: Readonly<Record<string, Values>> = {
  "subnet-0a": { cidrBlock: "10.0.1.0/24", availabilityZone: "eu-west-1a", vpcId: "vpc-0123" },
  "subnet-0b": { cidrBlock: "10.0.2.0/24", availabilityZone: "eu-west-1b", vpcId: "vpc-0123" },
  "subnet-0c": { cidrBlock: "10.0.3.0/24", availabilityZone: "eu-west-1a", vpcId: "vpc-0123" },
};

const virtualNetwork =
  "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/main";

const aksKubeconfig = Buffer.from(
  JSON.stringify({
    clusters: [
      {
        name: "production",
        cluster: {
          server: "https://production.hcp.westeurope.azmk8s.io:443",
          "certificate-authority-data": "Q0E=",
        },
      },
    ],
  }),
).toString("base64");

/** An error as the engine hands it on: the SDK reads its details. */
function refused(details: string): Error {
  return Object.assign(new Error(details), { details });
}

/** The answer to a look-up; a cluster named `absent` is not there. */
export function lookUpAnswer(token: string, inputs: Values): Record<string, unknown> {
  switch (token) {
    case "aws:eks/getCluster:getCluster":
      if (inputs.name === "absent") {
        throw refused(
          "couldn't find resource: ResourceNotFoundException: No cluster found for name: absent.",
        );
      }
      return {
        arn: "arn:aws:eks:eu-west-1:111122223333:cluster/production",
        identities: [{ oidcs: [{ issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC" }] }],
        endpoint: "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
        certificateAuthorities: [{ data: "Q0E=" }],
        kubernetesNetworkConfigs: [
          { ipFamily: "ipv4", serviceIpv4Cidr: "10.55.0.0/16", serviceIpv6Cidr: "" },
        ],
        vpcConfig: {
          vpcId: "vpc-0123",
          subnetIds: ["subnet-0b", "subnet-0a", "subnet-public"],
          clusterSecurityGroupId: "sg-0cluster",
        },
      };
    case "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider":
      return { arn: `arn:aws:iam::111122223333:oidc-provider/${String(inputs.url).replace("https://", "")}` };
    case "aws:ec2/getSubnets:getSubnets":
      return { ids: ["subnet-0b", "subnet-0a"] };
    case "aws:ec2/getSubnet:getSubnet":
      return { ...inputs, ...subnets[String(inputs.id)] };
    case "gcp:container/getCluster:getCluster":
      return {
        endpoint: "203.0.113.7",
        masterAuths: [{ clusterCaCertificate: "Q0E=" }],
        servicesIpv4Cidr: "10.56.16.0/20",
        network: "projects/acme/global/networks/main",
        workloadIdentityConfigs: [{ workloadPool: "acme.svc.id.goog" }],
        privateClusterConfigs: [{ privateEndpoint: "10.0.0.2" }],
      };
    case "gcp:compute/getGlobalAddress:getGlobalAddress":
      return { address: "10.70.0.0", prefixLength: 20 };
    case "azure-native:containerservice:getManagedCluster":
      return {
        agentPoolProfiles: [{ name: "system", vnetSubnetID: `${virtualNetwork}/subnets/nodes` }],
        oidcIssuerProfile: { enabled: true, issuerURL: "https://westeurope.oic.prod-aks.azure.com/abc/" },
        networkProfile: { serviceCidr: "10.57.0.0/16", dnsServiceIP: "10.57.0.53" },
      };
    case "azure-native:containerservice:listManagedClusterUserCredentials":
      return { kubeconfigs: [{ name: "clusterUser", value: aksKubeconfig }] };
    case "azure-native:network:getSubnet":
      return { id: `${virtualNetwork}/subnets/${String(inputs.subnetName)}`, addressPrefix: "10.8.9.0/28" };
    case "azure-native:redisenterprise:listDatabaseKeys":
      return { primaryKey: "a+key/with=signs", secondaryKey: "another" };
    default:
      return { ...inputs };
  }
}

/** What the clouds add to a resource that they have made. */
export function cloudOutputs(type: string, inputs: Values): Record<string, unknown> {
  switch (type) {
    case "aws:rds/instance:Instance":
      return { address: `${String(inputs.identifier)}.c1.eu-west-1.rds.amazonaws.com` };
    case "aws:elasticache/replicationGroup:ReplicationGroup":
      return {
        primaryEndpointAddress: `master.${String(inputs.replicationGroupId)}.c1.euw1.cache.amazonaws.com`,
      };
    case "aws:iam/role:Role":
      return { arn: `arn:aws:iam::111122223333:role/${String(inputs.name)}` };
    case "gcp:serviceaccount/account:Account": {
      const email = `${String(inputs.accountId)}@acme.iam.gserviceaccount.com`;
      return { email, name: `projects/acme/serviceAccounts/${email}`, member: `serviceAccount:${email}` };
    }
    case "azure-native:managedidentity:UserAssignedIdentity":
      return {
        name: inputs.resourceName,
        clientId: "0a0a0a0a-0000-4000-8000-000000000000",
        principalId: "0b0b0b0b-0000-4000-8000-000000000000",
      };
    case "gcp:sql/databaseInstance:DatabaseInstance":
      return {
        privateIpAddress: "10.60.0.5",
        dnsName: "",
        dnsNames: [
          { connectionType: "PUBLIC", dnsScope: "INSTANCE", name: "public.europe-west1.sql.goog." },
          {
            connectionType: "PRIVATE_SERVICES_ACCESS",
            dnsScope: "INSTANCE",
            name: "0123.europe-west1.sql-psa.goog.",
          },
        ],
        serverCaCerts: [{ cert: "-----OLD-----" }, { cert: "-----NEW-----\n" }],
      };
    case "gcp:redis/instance:Instance":
      return {
        host: "10.60.0.9",
        port: inputs.transitEncryptionMode === "DISABLED" ? 6379 : 6378,
        authString: "0123-auth",
        serverCaCerts: [{ cert: "-----REDIS-----" }],
      };
    case "azure-native:dbforpostgresql:Server":
      return {
        name: inputs.serverName,
        fullyQualifiedDomainName: `${String(inputs.serverName)}.postgres.database.azure.com`,
      };
    case "azure-native:redisenterprise:RedisEnterprise":
      return {
        name: inputs.clusterName,
        hostName: `${String(inputs.clusterName)}.westeurope.redis.azure.net`,
      };
    case "azure-native:redisenterprise:Database":
      return { name: inputs.databaseName };
    case "azure-native:privatedns:PrivateZone":
      return { name: inputs.privateZoneName };
    case "azure-native:network:PrivateEndpoint":
      return { name: inputs.privateEndpointName };
    default:
      return {};
  }
}
