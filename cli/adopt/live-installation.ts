import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import { objectName } from "../../components/plan/names";
import type { ComponentName } from "../../components/plan/component-name";
import { readNamespace, type KubectlAccess } from "../drift/live-objects";

/** An object of the Kubernetes API as it is in the cluster. */
export interface LiveObject {
  readonly kind: string;
  readonly name: string;
  /** The release of Helm that it belongs to; undefined where Helm did not make it. */
  readonly release: string | undefined;
  readonly content: RawMap;
}

/** The objects of a namespace. Values of secrets are among them: none of it may be printed. */
export interface LiveInstallation {
  readonly namespace: string;
  readonly objects: readonly LiveObject[];
}

/** What an installation consists of, and what guards or exposes it. */
const kinds = [
  "deployments",
  "statefulsets",
  "services",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "networkpolicies",
  "poddisruptionbudgets",
  "horizontalpodautoscalers",
  "ingresses",
] as const;

const releaseLabel = "app.kubernetes.io/instance";
const releaseAnnotation = "meta.helm.sh/release-name";

/** Reads what is in a namespace; throws a CommandError when the cluster does not answer. */
export async function readInstallation(access: KubectlAccess, namespace: string): Promise<LiveInstallation> {
  return installationFrom(namespace, await readNamespace(access, { kinds, namespace }));
}

/** The installation that some objects of a namespace are. */
export function installationFrom(namespace: string, objects: readonly RawMap[]): LiveInstallation {
  return { namespace, objects: objects.map(liveObject) };
}

function liveObject(content: RawMap): LiveObject {
  const isHelm = textAt(content, "metadata", "labels", "app.kubernetes.io/managed-by") === "Helm";
  const label = textAt(content, "metadata", "labels", releaseLabel);
  return {
    kind: String(content.kind),
    name: textAt(content, "metadata", "name") ?? "",
    release: textAt(content, "metadata", "annotations", releaseAnnotation) ?? (isHelm ? label : undefined),
    content,
  };
}

/** The releases of Helm that the objects belong to. */
export function releasesIn({ objects }: LiveInstallation): readonly string[] {
  return [...new Set(objects.flatMap(({ release }) => release ?? []))].sort();
}

/** The objects of one release, and those of none, such as Secrets that others manage. */
export function ofRelease(installation: LiveInstallation, wanted: string): LiveInstallation {
  const objects = installation.objects.filter(({ release }) => release === undefined || release === wanted);
  return { ...installation, objects };
}

/** Finds an object by kind and name. */
export function objectIn({ objects }: LiveInstallation, kind: string, name: string): LiveObject | undefined {
  return objects.find((object) => object.kind === kind && object.name === name);
}

/** Finds the Deployment or StatefulSet of a component. */
export function workloadOf(installation: LiveInstallation, component: ComponentName): LiveObject | undefined {
  const name = objectName(component);
  return objectIn(installation, "Deployment", name) ?? objectIn(installation, "StatefulSet", name);
}

/** The first container of a workload's pods: an installation of OpenOps has its own there. */
export function mainContainer({ content }: LiveObject): RawMap {
  const containers = at(content, "spec", "template", "spec", "containers");
  const [first] = Array.isArray(containers) ? containers.filter(isRawMap) : [];
  return first ?? {};
}

/** The value at a path; undefined where there is none. */
export function at(value: Raw, ...path: readonly string[]): Raw {
  return path.reduce<Raw>((current, key) => (isRawMap(current) ? current[key] : undefined), value);
}

/** The text at a path; undefined where there is none. */
export function textAt(value: Raw, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The maps in the list at a path. */
export function mapsAt(value: Raw, ...path: readonly string[]): readonly RawMap[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isRawMap) : [];
}
