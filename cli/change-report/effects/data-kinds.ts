import { kindOf } from "../../terminal/resource-names";

/** Kubernetes objects that hold data, or with which data goes. */
const kubernetesData: readonly string[] = ["PersistentVolumeClaim", "PersistentVolume", "Namespace"];

/** Type tokens of the clouds' databases and caches. */
const managedStores =
  /^(aws:(rds|elasticache|memorydb)|gcp:(sql|redis|memorystore)|azure-native:(dbforpostgresql|cache|redis))/;

/** What of a cloud's databases and caches holds data, rather than settings, users or networks. */
const managedData = /(Instance|Cluster|Server|ReplicationGroup|Database|Redis\w*|GlobalReplicationGroup)$/;

/** Whether data are lost with a resource of this type. */
export function holdsData(type: string): boolean {
  return type.startsWith("kubernetes:") ? kubernetesData.includes(kindOf(type)) : isManagedData(type);
}

/** Whether a resource of this type belongs to a cloud's database or cache. */
export function isManagedStore(type: string): boolean {
  return managedStores.test(type);
}

function isManagedData(type: string): boolean {
  return isManagedStore(type) && managedData.test(type);
}
