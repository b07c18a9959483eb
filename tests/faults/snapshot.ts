import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { EngineState } from "../engine/engine-state";
import type { Kubectl } from "../engine/kubectl";

const stateSchema = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          id: z.string().default(""),
          outputs: z.unknown().optional(),
        }),
      )
      .default([]),
    pending_operations: z.array(z.unknown()).default([]),
  }),
});
const objectSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), uid: z.string() }),
  data: z.record(z.string(), z.string()).optional(),
});
const listSchema = z.object({ items: z.array(objectSchema) });
const accountSchema = z.object({ type: z.string(), key: z.string(), createdAtMs: z.number() });

/** Every kind of object that stacks have in their namespace. */
const kinds = [
  ...["persistentvolumeclaims", "secrets", "configmaps", "services", "serviceaccounts", "deployments"],
  ...["statefulsets", "jobs", "networkpolicies", "resourcequotas", "limitranges", "poddisruptionbudgets"],
  "horizontalpodautoscalers",
];

/** What every namespace has from the cluster itself. */
const clustersOwn = ["ConfigMap kube-root-ca.crt", "ServiceAccount default"];

/** All that exists of a stack at a moment. */
export interface Snapshot {
  /** The id of each resource in the state, by URN. */
  readonly resources: Readonly<Record<string, string>>;
  readonly pendingOperations: number;
  /** The UID of each object in the namespace, by kind and name. */
  readonly objects: Readonly<Record<string, string>>;
  /** The UIDs of the claims: another UID is another, empty volume. */
  readonly claims: Readonly<Record<string, string>>;
  /** The content of each Secret. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Every generated value in the state, by URN. */
  readonly generated: Readonly<Record<string, string>>;
  /** When what exists in the simulated clouds was made, by type and key: at another time is another one. */
  readonly accounts: Readonly<Record<string, number>>;
}

interface SnapshotArgs {
  readonly stack: string;
  readonly namespace: string;
  readonly state: EngineState;
  readonly kubectl: Kubectl;
  readonly accounts: Snapshot["accounts"];
}

export async function takeSnapshot(args: SnapshotArgs): Promise<Snapshot> {
  const { stack, namespace, state, kubectl, accounts } = args;
  const { deployment } = stateSchema.parse(JSON.parse(state.export(stack)));
  const listing = await kubectl(["get", kinds.join(","), "-n", namespace, "-o", "json"]);
  const items = listSchema
    .parse(JSON.parse(listing.output))
    .items.filter(({ kind, metadata: { name } }) => !clustersOwn.includes(`${kind} ${name}`));
  const ofKind = (wanted: string) => items.filter(({ kind }) => kind === wanted);
  const uids = (found: typeof items) =>
    Object.fromEntries(found.map(({ kind, metadata: { name, uid } }) => [`${kind} ${name}`, uid]));
  return {
    resources: Object.fromEntries(deployment.resources.map(({ urn, id }) => [urn, id])),
    pendingOperations: deployment.pending_operations.length,
    objects: uids(items),
    claims: uids(ofKind("PersistentVolumeClaim")),
    secrets: Object.fromEntries(ofKind("Secret").map(({ metadata: { name }, data = {} }) => [name, data])),
    generated: Object.fromEntries(
      deployment.resources
        .filter(({ type }) => /^(random|tls):/.test(type))
        .map(({ urn, outputs }) => [urn, JSON.stringify(outputs)]),
    ),
    accounts,
  };
}

/** The objects of a stack's namespace by what its state knows of it: kind and name. */
export function objectsInState({ resources }: Snapshot, namespace: string): readonly string[] {
  return Object.entries(resources)
    .filter(([, id]) => id.startsWith(`${namespace}/`))
    .map(([urn, id]) => `${kindIn(urn)} ${id.slice(namespace.length + 1)}`)
    .sort();
}

function kindIn(urn: string): string {
  return urn.split("::").at(-2)?.split(":").at(-1) ?? "";
}

/** When each thing in the simulated clouds was made, by type and key. */
export function accountsIn(folder: string): Snapshot["accounts"] {
  if (!existsSync(folder)) {
    return {};
  }
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\/.+\.json$/.test(name))
      .map((name) => accountSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))))
      .map(({ type, key, createdAtMs }) => [`${type} ${key}`, createdAtMs]),
  );
}
