export { AuditLog, isChange, isDryRun, type AuditedRequest } from "./audit-log";
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
export { fetchImages, type FetchOptions } from "./node/images/fetch-images";
export { Account } from "./plugins/clouds/account";
export { readSettings } from "./plugins/clouds/account-settings";
export type { ResourceKind } from "./plugins/clouds/cloud";
export { plainPropertiesSchema } from "./plugins/clouds/cloud-resource";
export { clouds } from "./plugins/clouds/clouds";
export {
  writeLanguageHostLauncher,
  writePluginLaunchers,
  type SimulatedCloud,
  type StandIn,
} from "./plugins/launchers";
export { unknownText } from "./plugins/protocol/property-value";
export type { Report } from "./report";
export { SandboxError } from "./sandbox-error";
export { clusterStatus, type ClusterStatus, type ComponentStatus } from "./status";
export { errorCode, explained } from "./system-error";
export { programVersion } from "./toolchain/program-version";
export { ensureOfficialPlugins, ensureRivals, ensureTools, type ToolsOptions } from "./tools";
export type { OfficialPlugins, Releases, Rivals, Tools } from "./toolchain/tool-table";
export { compareVersions, findVersion, showVersion } from "./toolchain/version";
export { writeWhole } from "./whole-file";
