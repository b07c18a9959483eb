import type { ServiceId } from "../services/service-registry";
import type { ExporterId } from "./monitoring/exporters";
import type { Store } from "../values/text";

/** What can have pods: the services, the stores in the cluster, the Job that prepares databases, backups, exporters. */
export type ComponentName = ServiceId | Store | "database-bootstrap" | "backup" | ExporterId;
