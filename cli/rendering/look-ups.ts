import type { RawMap } from "../../components/model/layers";

const virtualNetwork =
  "/subscriptions/LOOKED-UP/resourceGroups/LOOKED-UP/providers/Microsoft.Network/virtualNetworks/LOOKED-UP";

const aksCluster = {
  cluster: { server: "https://LOOKED-UP", "certificate-authority-data": "LOOKED-UP" },
};

/**
 * What stands for the answers of a cloud where none is asked. The address range is one that is kept for
 * documentation, so that a policy made with it lets nothing through.
 */
const answers: Readonly<Record<string, RawMap>> = {
  "aws:eks/getCluster:getCluster": {
    endpoint: "https://LOOKED-UP",
    certificateAuthorities: [{ data: "LOOKED-UP" }],
    vpcConfig: { vpcId: "vpc-0", subnetIds: ["subnet-0a", "subnet-0b"], clusterSecurityGroupId: "sg-0" },
  },
  "gcp:container/getCluster:getCluster": {
    endpoint: "LOOKED-UP",
    masterAuths: [{ clusterCaCertificate: "LOOKED-UP" }],
    network: "projects/LOOKED-UP/global/networks/LOOKED-UP",
    privateClusterConfigs: [{ privateEndpoint: "LOOKED-UP" }],
  },
  "gcp:compute/getGlobalAddress:getGlobalAddress": { address: "192.0.2.0", prefixLength: 24 },
  "azure-native:containerservice:getManagedCluster": {
    agentPoolProfiles: [{ vnetSubnetID: `${virtualNetwork}/subnets/LOOKED-UP` }],
  },
  "azure-native:containerservice:listManagedClusterUserCredentials": {
    kubeconfigs: [{ value: Buffer.from(JSON.stringify({ clusters: [aksCluster] })).toString("base64") }],
  },
  "azure-native:network:getSubnet": { addressPrefix: "192.0.2.0/24" },
  "azure-native:redisenterprise:listDatabaseKeys": { primaryKey: "GENERATED-redis-key" },
  "aws:ec2/getSubnets:getSubnets": { ids: ["subnet-0a", "subnet-0b"] },
};

/** The answer to a look-up. */
export function standInAnswer(token: string, inputs: RawMap): RawMap {
  if (token === "aws:ec2/getSubnet:getSubnet") {
    return { ...inputs, vpcId: "vpc-0", cidrBlock: "192.0.2.0/24", availabilityZone: String(inputs.id) };
  }
  return answers[token] ?? inputs;
}

/** What stands for the outputs that programs read of resources which are no Kubernetes objects. */
export function standInOutputs(placeholder: string, inputs: RawMap): RawMap {
  return {
    ...inputs,
    outputs: {},
    dnsNames: [],
    serverCaCerts: [{ cert: placeholder }],
    ...Object.fromEntries(readOutputs.map((output) => [output, placeholder])),
  };
}

const readOutputs = [
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
