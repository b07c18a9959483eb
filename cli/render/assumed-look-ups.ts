import { readStateFunction } from "../../components/resources/state/recorded-state";
import type { RawMap } from "../../components/config/layers";
import { addressPlaceholder, dnsPlaceholder, placeholder } from "./placeholders";

const virtualNetwork =
  "/subscriptions/LOOKED-UP/resourceGroups/LOOKED-UP/providers/Microsoft.Network/virtualNetworks/LOOKED-UP";

const aksCluster = {
  cluster: { server: "https://LOOKED-UP", "certificate-authority-data": "LOOKED-UP" },
};

const [firstAddress = "", prefixLength] = addressPlaceholder.split("/");

/** What stands for the answers of a cloud, and of the engine, where none is asked. */
const answers: Readonly<Record<string, RawMap>> = {
  [readStateFunction]: { outputs: {} },
  "aws:eks/getCluster:getCluster": {
    arn: "arn:aws:eks:LOOKED-UP",
    identities: [{ oidcs: [{ issuer: "https://LOOKED-UP" }] }],
    endpoint: "https://LOOKED-UP",
    certificateAuthorities: [{ data: "LOOKED-UP" }],
    kubernetesNetworkConfigs: [{ ipFamily: "ipv4", serviceIpv4Cidr: addressPlaceholder }],
    vpcConfig: { vpcId: "vpc-0", subnetIds: ["subnet-0a", "subnet-0b"], clusterSecurityGroupId: "sg-0" },
  },
  "gcp:container/getCluster:getCluster": {
    endpoint: "LOOKED-UP",
    masterAuths: [{ clusterCaCertificate: "LOOKED-UP" }],
    servicesIpv4Cidr: addressPlaceholder,
    network: "projects/LOOKED-UP/global/networks/LOOKED-UP",
    workloadIdentityConfigs: [{ workloadPool: "LOOKED-UP.svc.id.goog" }],
    privateClusterConfigs: [{ privateEndpoint: "LOOKED-UP" }],
  },
  "gcp:compute/getGlobalAddress:getGlobalAddress": { address: firstAddress, prefixLength },
  "azure-native:containerservice:getManagedCluster": {
    agentPoolProfiles: [{ vnetSubnetID: `${virtualNetwork}/subnets/LOOKED-UP` }],
    oidcIssuerProfile: { issuerURL: "https://LOOKED-UP" },
    networkProfile: { dnsServiceIP: dnsPlaceholder },
  },
  "azure-native:containerservice:listManagedClusterUserCredentials": {
    kubeconfigs: [{ value: Buffer.from(JSON.stringify({ clusters: [aksCluster] })).toString("base64") }],
  },
  "azure-native:network:getSubnet": { addressPrefix: addressPlaceholder },
  "azure-native:redisenterprise:listDatabaseKeys": { primaryKey: placeholder("redis-key") },
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": {
    arn: "arn:aws:iam::000000000000:oidc-provider/LOOKED-UP",
  },
  "aws:ec2/getSubnets:getSubnets": { ids: ["subnet-0a", "subnet-0b"] },
};

/** The answer to a look-up. */
export function standInAnswer(token: string, inputs: RawMap): RawMap {
  if (token === "aws:ec2/getSubnet:getSubnet") {
    return { ...inputs, vpcId: "vpc-0", cidrBlock: addressPlaceholder, availabilityZone: String(inputs.id) };
  }
  return answers[token] ?? inputs;
}

/** What stands for the outputs that programs read of resources which are no Kubernetes objects. */
export function standInOutputs(value: string, inputs: RawMap): RawMap {
  return {
    ...inputs,
    dnsNames: [],
    serverCaCerts: [{ cert: value }],
    ...Object.fromEntries(readOutputs.map((output) => [output, value])),
  };
}

const readOutputs = [
  "arn",
  "clientId",
  "email",
  "member",
  "principalId",
  "result",
  "hex",
  "privateKeyPem",
  "certPem",
  "certRequestPem",
  "address",
  "primaryEndpointAddress",
  "privateIpAddress",
  "dnsName",
  "host",
  "authString",
  "fullyQualifiedDomainName",
  "hostName",
] as const;
