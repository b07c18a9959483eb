import { clouds } from "../../../providers/registry";
import { kindOf } from "../../terminal/resource-names";

/** Kubernetes objects that hold data, or with which data goes. */
const kubernetesData: readonly string[] = ["PersistentVolumeClaim", "PersistentVolume", "Namespace"];

/** Parts of type tokens that name the clouds' databases and caches. */
const storeModules: readonly string[] = Object.values(clouds).flatMap((cloud) => cloud.storeModules);

/** What of a cloud's databases and caches holds data, rather than settings, users or networks. */
const managedData = /(Instance|Cluster|Server|ReplicationGroup|Database|Redis\w*|GlobalReplicationGroup)$/;

/** Whether data is lost with a resource of this type. */
export function holdsData(type: string): boolean {
  return type.startsWith("kubernetes:") ? kubernetesData.includes(kindOf(type)) : isManagedData(type);
}

/** Whether a resource of this type belongs to a cloud's database or cache. */
export function isManagedStore(type: string): boolean {
  return storeModules.some((module) => type.startsWith(module));
}

function isManagedData(type: string): boolean {
  return isManagedStore(type) && managedData.test(type);
}
