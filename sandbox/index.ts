export {
  findCluster,
  resetCluster,
  startCluster,
  stopCluster,
  type Cluster,
  type ClusterOptions,
  type ReportingOptions,
  type StartOptions,
} from "./cluster";
export { dnsKinds, type DnsKind } from "./node/cluster-dns";
export { fetchImages, type FetchOptions } from "./node/fetch-images";
export type { Report } from "./report";
export { SandboxError } from "./sandbox-error";
export { clusterStatus, type ClusterStatus, type ComponentStatus } from "./status";
export { ensureOfficialPlugins, ensureRivals, ensureTools, type ToolsOptions } from "./tools";
export type { OfficialPlugins, Releases, Tools } from "./toolchain/tool-table";
