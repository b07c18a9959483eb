import { z } from "zod";
import type { Kubectl } from "../engine/kubectl";

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z.array(z.unknown()).default([]),
  }),
  data: z.record(z.string(), z.string()).default({}),
});
const listSchema = z.object({ items: z.array(objectSchema) });

const kinds = [
  "configmaps,secrets,services,serviceaccounts,persistentvolumeclaims,deployments,statefulsets,jobs,cronjobs",
  "networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,ingresses,resourcequotas,limitranges",
].join(",");

/** Fields that the cluster fills in, each time with something else. */
const assigned = new Set([
  ...["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "status"],
  ...["clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "volumeName"],
  ...["controller-uid", "batch.kubernetes.io/controller-uid", "deployment.kubernetes.io/revision"],
  ...[
    "batch.kubernetes.io/job-tracking",
    "volume.kubernetes.io/selected-node",
    "kubectl.kubernetes.io/restartedAt",
  ],
]);

/** A value without what is random in it: suffixes of automatic names, generated secrets, fingerprints. */
function withoutChance(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutChance);
  }
  if (typeof value === "string") {
    return value
      .replace(/-[0-9a-f]{8}\b/g, "-SUFFIX")
      .replace(/\b[0-9a-f]{16,}\b/g, "FINGERPRINT")
      .replace(/(BEGIN CERTIFICATE-----)[^-]+/g, "$1");
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !assigned.has(key))
      .map(([key, child]) => [key, withoutChance(child)]),
  );
}

/** Every object of a namespace that somebody declared, as the API server has it, by kind and name. */
export async function liveObjects(
  kubectl: Kubectl,
  namespace: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { output } = await kubectl(["get", kinds, `--namespace=${namespace}`, "--output=json"]);
  const { items } = listSchema.parse(JSON.parse(output));
  const declared = items
    .filter(({ metadata }) => metadata.ownerReferences.length === 0 && metadata.name !== "kube-root-ca.crt")
    .map(({ data, ...object }) => {
      // What is in Secrets is generated; that the keys are the same is what can be compared.
      const content = object.kind === "Secret" ? Object.keys(data).sort() : data;
      const name = String(withoutChance(object.metadata.name));
      return [`${object.kind} ${name}`, withoutChance({ ...object, data: content })] as const;
    });
  return Object.fromEntries(declared.sort(([left], [right]) => left.localeCompare(right)));
}
