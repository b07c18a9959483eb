import type { ServiceId } from "../services/service-registry";
import type { ExporterId } from "./monitoring/exporters";
import type { StoreName } from "../values/text";

/** What can have pods: the services, the stores in the cluster, the Job that prepares databases, backups, exporters. */
export type ComponentName = ServiceId | StoreName | "database-bootstrap" | "backup" | ExporterId;
