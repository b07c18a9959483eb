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
export { namedInCloud, type BegunResource, type NamedResource } from "./plugins/clouds/begun-resource";
export { plainPropertiesSchema } from "./plugins/clouds/cloud-resource";
export {
  writeLanguageHostLauncher,
  writePluginLaunchers,
  type SimulatedCloud,
  type StandIn,
} from "./plugins/launchers";
export { unknownText } from "./plugins/protocol/property-value";
export type { Report } from "./progress";
export { clusterStatus, type ClusterStatus, type ComponentStatus } from "./status";
export { errorCode, explained, SandboxError } from "./errors";
export { programVersion } from "./toolchain/program-version";
export { ensureOfficialPlugins, ensureRivals, ensureTools, type ToolsOptions } from "./tools";
export type { OfficialPlugins, Releases, Rivals, Tools } from "./toolchain/tool-table";
export { compareVersions, findVersion, showVersion } from "./toolchain/version";
export { writeAtomically } from "./atomic-write";
