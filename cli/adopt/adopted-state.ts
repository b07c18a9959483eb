import { randomUUID } from "node:crypto";
import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import type { DeclaredResource } from "../render/declared-resources";
import { at } from "./live-installation";

/** A resource of the program whose object is in the cluster already. */
export interface AdoptedResource {
  readonly declared: DeclaredResource;
  readonly live: RawMap;
  /** What the update after this one does to the object. */
  readonly next: "keeps" | "replaces";
}

/** The program's objects that are in the cluster, in the order of the program. */
export function adoptedResources(
  declared: readonly DeclaredResource[],
  live: ReadonlyMap<string, RawMap>,
): readonly AdoptedResource[] {
  return declared.flatMap((resource): readonly AdoptedResource[] => {
    const found = live.get(resource.urn);
    return found === undefined
      ? []
      : [{ declared: resource, live: found, next: isKept(resource.inputs, found) ? "keeps" : "replaces" }];
  });
}

/** Fields that Kubernetes never changes, of the kinds for which this program and others may differ. */
const frozenFields: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Deployment: [["spec", "selector"]],
  StatefulSet: [
    ["spec", "selector"],
    ["spec", "serviceName"],
    ["spec", "podManagementPolicy"],
    ["spec", "revisionHistoryLimit"],
    ["spec", "volumeClaimTemplates"],
  ],
};

function isKept(planned: RawMap, live: RawMap): boolean {
  const frozen = frozenFields[String(planned.kind)] ?? [];
  return frozen.every((path) => {
    const wanted = at(planned, ...path);
    return JSON.stringify(cut(at(live, ...path), wanted)) === JSON.stringify(wanted);
  });
}

/** A live value with the fields of the program's alone: what controllers and others added is left out. */
function cut(live: Raw, shape: Raw): Raw {
  if (isRawMap(live) && isRawMap(shape)) {
    return Object.fromEntries(
      Object.entries(shape).flatMap(([key, child]) => (key in live ? [[key, cut(live[key], child)]] : [])),
    );
  }
  if (isList(live) && isList(shape) && live.length === shape.length) {
    return live.map((item, index) => cut(item, shape[index]));
  }
  return live;
}

function isList(value: Raw): value is readonly Raw[] {
  return Array.isArray(value);
}

interface StateArgs {
  readonly stack: string;
  readonly declared: readonly DeclaredResource[];
  readonly adopted: readonly AdoptedResource[];
  /** How the cluster is accessed. */
  readonly access: Readonly<Record<string, string>>;
}

/** The resources of a state in which the program's objects are those in the cluster. */
export function stateResources({ stack, declared, adopted, access }: StateArgs): readonly RawMap[] {
  const root = `urn:pulumi:${stack}::openops::pulumi:pulumi:Stack::openops-${stack}`;
  const provider = declared.find(({ type }) => type === providerType);
  const providerId = randomUUID();
  const parents = new Set(adopted.flatMap(({ declared: { urn } }) => ancestorsOf(urn, declared)));
  return [
    { urn: root, custom: false, type: "pulumi:pulumi:Stack" },
    ...declared.flatMap((resource): readonly RawMap[] => {
      const common = { urn: resource.urn, type: resource.type, parent: resource.parent ?? root };
      const found = adopted.find(({ declared: { urn } }) => urn === resource.urn);
      if (resource === provider) {
        const inputs = { clusterIdentifier: String(resource.inputs.clusterIdentifier), ...access };
        return [{ ...common, custom: true, id: providerId, inputs, outputs: inputs }];
      }
      if (found !== undefined) {
        const reference = `${provider?.urn ?? ""}::${providerId}`;
        return [{ ...common, ...objectState(found), provider: reference }];
      }
      return parents.has(resource.urn) ? [{ ...common, custom: false }] : [];
    }),
  ];
}

const providerType = "pulumi:providers:kubernetes";

function ancestorsOf(urn: string, declared: readonly DeclaredResource[]): readonly string[] {
  const parent = declared.find((resource) => resource.urn === urn)?.parent;
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent, declared)];
}

function objectState({ declared: { inputs: planned, protect }, live }: AdoptedResource): RawMap {
  const inputs = cut(live, planned);
  const { metadata } = live;
  const { name, namespace } = isRawMap(metadata) ? metadata : {};
  return {
    custom: true,
    id: namespace === undefined ? String(name) : `${String(namespace)}/${String(name)}`,
    inputs,
    // The refresh that follows fills in the rest, as the provider does for its own.
    outputs: { ...live, __inputs: inputs, __initialApiVersion: live.apiVersion },
    ...(protect ? { protect } : {}),
  };
}
