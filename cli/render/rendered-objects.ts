import { isRawMap, type RawMap } from "../../components/config/layers";
import { declaredObjects } from "./declared-objects";
import type { DeclareArgs } from "./declared-resources";
import { withFixedNames } from "./fixed-names";

/** A Kubernetes object as it would be applied. */
export interface RenderedObject {
  readonly kind: string;
  readonly name: string;
  readonly content: RawMap;
}

export interface Rendering {
  /** In the order of installation. */
  readonly objects: readonly RenderedObject[];
  /** Kind and name of the objects for the first installation alone, which only an update can order. */
  readonly leftOut: readonly string[];
}

interface RenderArgs extends DeclareArgs {
  /** Secrets as well, in clear. */
  readonly secrets: boolean;
}

/**
 * Renders the Kubernetes objects of a stack under names that stay.
 *
 * @throws ConfigError for what an update would refuse as well
 */
export async function renderObjects(root: string, args: RenderArgs): Promise<Rendering> {
  const untold = args.secrets ? [] : ["Secret"];
  const named = withFixedNames(await declaredObjects(root, args), untold);
  return {
    objects: named
      .filter(({ kind, once }) => !once && !untold.includes(kind))
      .map(({ kind, content }) => ({ kind, name: nameOf(content), content }))
      .sort(inOrder),
    leftOut: named.filter(({ once }) => once).map(({ kind, content }) => `${kind} ${nameOf(content)}`),
  };
}

/** What others are refused without, or would run unguarded without, comes first. */
const firstKinds = [
  "Namespace",
  "ResourceQuota",
  "LimitRange",
  "NetworkPolicy",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
] as const;

const lastKinds = ["StatefulSet", "Job", "Deployment"] as const;

function rankOf(kind: string): number {
  const first = firstKinds.findIndex((one) => one === kind);
  const last = lastKinds.findIndex((one) => one === kind);
  return first >= 0 ? first : firstKinds.length + 1 + last;
}

function inOrder(a: RenderedObject, b: RenderedObject): number {
  const key = ({ kind, name }: RenderedObject): string => `${kind} ${name}`;
  return rankOf(a.kind) - rankOf(b.kind) || (key(a) < key(b) ? -1 : 1);
}

function nameOf({ metadata }: RawMap): string {
  return isRawMap(metadata) ? String(metadata.name) : "";
}
