import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import { declaredResources, nameToBe, type DeclareArgs, type DeclaredResource } from "./declared-resources";
import type { NamedObject } from "./fixed-names";

/** A Kubernetes object as the program declares it. */
interface DeclaredObject extends NamedObject {
  /** Whether the program leaves it as it is, once it is there. */
  readonly once: boolean;
}

/** The Kubernetes objects that the program declares; throws as `declaredResources` does. */
export async function declaredObjects(root: string, args: DeclareArgs): Promise<readonly DeclaredObject[]> {
  const resources = await declaredResources(root, args);
  return resources.filter(({ type }) => type.startsWith("kubernetes:")).map(declaredObject);
}

function declaredObject({ name: resourceName, inputs, ignoreChanges }: DeclaredResource): DeclaredObject {
  const metadata: RawMap = isRawMap(inputs.metadata) ? inputs.metadata : {};
  const { name: given, annotations: all, ...rest } = metadata;
  const generatedName = typeof given === "string" ? undefined : nameToBe(resourceName, inputs.kind);
  const annotations = withoutOwnNotes(all);
  const own = Object.keys(annotations).length === 0 ? rest : { ...rest, annotations };
  const content = { ...inputs, metadata: { ...own, name: generatedName ?? given } };
  return {
    kind: String(inputs.kind),
    resourceName,
    generatedName,
    content: ignoreChanges.includes("spec.replicas") ? withoutReplicas(content) : content,
    once: ignoreChanges.includes("spec"),
  };
}

/** An autoscaler sets the number of pods, which applying the object again would set back. */
function withoutReplicas({ spec, ...rest }: RawMap): RawMap {
  const entries = Object.entries(isRawMap(spec) ? spec : {}).filter(([key]) => key !== "replicas");
  return { ...rest, spec: Object.fromEntries(entries) };
}

/** What Pulumi notes on objects means nothing to others. */
function withoutOwnNotes(annotations: Raw): RawMap {
  const entries = Object.entries(isRawMap(annotations) ? annotations : {});
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith("pulumi.com/")));
}
