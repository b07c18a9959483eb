import { stringify } from "yaml";

import { secret, type PropertyMap } from "../../protocol/property-value";
import { certificateFor } from "../certificate";
import type { CloudContext, LookUp } from "../cloud";
import type { CloudResource } from "../cloud-resource";
import { textAt } from "../reading";
import { armId, lastPart, locationOf, sameId, typesOf } from "./identifiers";
import { listDatabaseKeys } from "./redis";

function hostOf(args: PropertyMap, context: CloudContext): string {
  return `${textAt(args, "resourceName") ?? ""}-dns-00000000.hcp.${locationOf(context, {})}.azmk8s.io`;
}

/** Any name is answered: a rehearsal has no cluster but the sandbox's. */
function cluster(args: PropertyMap, context: CloudContext): PropertyMap {
  const name = textAt(args, "resourceName") ?? "";
  const network = armId(context, args, "Microsoft.Network/virtualNetworks/main");
  const location = locationOf(context, {});
  return {
    id: armId(context, args, `Microsoft.ContainerService/managedClusters/${name}`),
    name,
    location,
    agentPoolProfiles: [{ name: "system", mode: "System", vnetSubnetID: `${network}/subnets/nodes` }],
    fqdn: hostOf(args, context),
    kubernetesVersion: "1.35",
    networkProfile: { dnsServiceIP: "10.0.0.10", networkPlugin: "azure", serviceCidr: "10.0.0.0/16" },
    nodeResourceGroup: `MC_${textAt(args, "resourceGroupName") ?? ""}_${name}_${location}`,
    oidcIssuerProfile: { enabled: true, issuerURL: `https://${location}.oic.prod-aks.azure.com/00000000/` },
    provisioningState: "Succeeded",
  };
}

/** A kubeconfig whose user asks `kubelogin`, as for clusters with Entra ID. */
function credentials(args: PropertyMap, context: CloudContext): PropertyMap {
  const name = textAt(args, "resourceName") ?? "";
  const authority = certificateFor(context.account, { type: "cluster", key: name }, "kubernetes");
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "kubelogin",
    args: ["get-token", "--login", "devicecode", "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"],
    provideClusterInfo: false,
  };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [
      {
        name,
        cluster: {
          server: `https://${hostOf(args, context)}:443`,
          "certificate-authority-data": Buffer.from(authority).toString("base64"),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: "clusterUser" } }],
    users: [{ name: "clusterUser", user: { exec } }],
  };
  const value = Buffer.from(stringify(config)).toString("base64");
  return { kubeconfigs: [{ name: "clusterUser", value: secret(value) }] };
}

/**
 * A subnet that the account does not hold is taken to be one of the real subscription, and is in the account
 * from then on: what is put into it finds it there.
 */
function subnet(args: PropertyMap, context: CloudContext): PropertyMap {
  const network = `Microsoft.Network/virtualNetworks/${textAt(args, "virtualNetworkName") ?? ""}`;
  const id = armId(context, args, `${network}/subnets/${textAt(args, "subnetName") ?? ""}`);
  const found =
    context.account.list(typesOf.subnet).find((resource) => sameId(resource.id, id)) ??
    standing(context, { id, inputs: args });
  return {
    id,
    name: lastPart(id),
    provisioningState: "Succeeded",
    ...found.inputs,
  };
}

function standing(
  { account }: CloudContext,
  { id, inputs }: Pick<CloudResource, "id" | "inputs">,
): CloudResource {
  const madeAtMs = Date.now();
  const subnet: CloudResource = {
    type: typesOf.subnet,
    key: id,
    id,
    madeFor: "",
    inputs: { ...inputs, addressPrefix: "10.3.0.0/24" },
    decided: {},
    createdAtMs: madeAtMs,
    readyAtMs: madeAtMs,
  };
  account.add(subnet);
  return subnet;
}

export const azureLookUps: ReadonlyMap<string, LookUp> = new Map<string, LookUp>([
  ["azure-native:containerservice:getManagedCluster", cluster],
  ["azure-native:containerservice:listManagedClusterUserCredentials", credentials],
  ["azure-native:network:getSubnet", subnet],
  ["azure-native:redisenterprise:listDatabaseKeys", listDatabaseKeys],
]);
