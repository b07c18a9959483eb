import type { PropertyMap } from "../../protocol/property-value";
import { certificateFor } from "../certificate";
import type { CloudContext, LookUp } from "../cloud";
import { textAt } from "../reading";
import { projectOf, typesOf } from "./identifiers";

/** Any name is answered: a rehearsal has no cluster but the sandbox's. */
function cluster(args: PropertyMap, context: CloudContext): PropertyMap {
  const name = textAt(args, "name") ?? "";
  const location = textAt(args, "location") ?? textAt(context.config, "region") ?? "";
  const project = projectOf(context, args);
  const certificate = certificateFor(context.account, { type: "cluster", key: name }, "kubernetes");
  return {
    id: `projects/${project}/locations/${location}/clusters/${name}`,
    name,
    location,
    project,
    clusterIpv4Cidr: "10.2.0.0/16",
    deletionProtection: true,
    endpoint: "203.0.113.10",
    masterAuths: [
      {
        clientCertificate: "",
        clientCertificateConfigs: [{ issueClientCertificate: false }],
        clientKey: "",
        clusterCaCertificate: Buffer.from(certificate).toString("base64"),
      },
    ],
    masterVersion: "1.35.2-gke.100",
    network: `projects/${project}/global/networks/default`,
    privateClusterConfigs: [
      { enablePrivateEndpoint: false, privateEndpoint: "10.0.0.2", publicEndpoint: "203.0.113.10" },
    ],
    servicesIpv4Cidr: "34.118.224.0/20",
    subnetwork: `projects/${project}/regions/${location}/subnetworks/default`,
    workloadIdentityConfigs: [{ workloadPool: `${project}.svc.id.goog` }],
  };
}

/** A range that the account does not hold is taken to be one of the real project. */
function range(args: PropertyMap, context: CloudContext): PropertyMap {
  const name = textAt(args, "name") ?? "";
  const project = projectOf(context, args);
  const found = context.account.find(typesOf.globalAddress, name);
  const id = `projects/${project}/global/addresses/${name}`;
  return {
    id,
    name,
    project,
    address: "10.1.0.0",
    addressType: "INTERNAL",
    network: `projects/${project}/global/networks/default`,
    networkTier: "",
    prefixLength: 20,
    purpose: "VPC_PEERING",
    selfLink: `https://www.googleapis.com/compute/v1/${id}`,
    status: "RESERVED",
    subnetwork: "",
    users: "",
    ...found?.decided,
    ...found?.inputs,
  };
}

export const gcpLookUps: ReadonlyMap<string, LookUp> = new Map<string, LookUp>([
  ["gcp:container/getCluster:getCluster", cluster],
  ["gcp:compute/getGlobalAddress:getGlobalAddress", range],
]);
