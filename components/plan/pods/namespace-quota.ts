import type { StackConfig } from "../../stack/stack-config";

type Quota = StackConfig["quota"];

/** The hard limits of a ResourceQuota; empty where the configuration sets none. */
export function hardQuota({
  requests,
  limits,
  pods,
  persistentVolumeClaims,
}: Quota): Readonly<Record<string, string>> {
  const values = {
    "requests.cpu": requests.cpu,
    "requests.memory": requests.memory,
    "limits.cpu": limits.cpu,
    "limits.memory": limits.memory,
    pods: pods?.toString(),
    persistentvolumeclaims: persistentVolumeClaims?.toString(),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
