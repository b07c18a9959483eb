/** Plain data, as a resource's inputs are once they are known. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | ValueMap;
export interface ValueMap {
  readonly [key: string]: Value;
}

/** A resource as a rule sees it. */
export interface CheckedResource {
  /** Type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  readonly name: string;
  readonly props: ValueMap;
  readonly protect: boolean;
}

/** What a rule found. */
export interface Violation {
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** The configuration path of OpenOps that decides it, for instance `openops:images.app`. */
  readonly configPath: string;
}

/** A setting of a rule, with the value it has unless a policy configuration names another. */
export type Settings = Readonly<Record<string, number | readonly string[]>>;

interface RuleFacts {
  /** Name by which reports and configurations know the rule. */
  readonly name: string;
  readonly description: string;
  readonly severity: "medium" | "high" | "critical";
  /** Whether it stops an update, unless a policy configuration says otherwise. */
  readonly level: "advisory" | "mandatory";
  readonly settings?: Settings;
}

/** A rule that looks at one resource at a time. */
export interface ResourceRule extends RuleFacts {
  readonly kind: "resource";
  readonly check: (resource: CheckedResource, settings: Settings) => readonly Violation[];
}

/** A rule that looks at resources together. */
export interface StackRule extends RuleFacts {
  readonly kind: "stack";
  readonly check: (
    resources: readonly CheckedResource[],
  ) => readonly (Violation & { readonly resource: CheckedResource })[];
}

export type Rule = ResourceRule | StackRule;

/** Whether a value is a map. */
export function isMap(value: unknown): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where there is none. */
export function at(value: Value, ...path: readonly string[]): Value {
  return path.reduce<Value>((current, key) => (isMap(current) ? current[key] : undefined), value);
}

/** The maps in a list; none where the value is no list. */
export function mapsIn(value: Value): readonly ValueMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** The kind of a Kubernetes object; undefined for anything else. */
export function kubernetesKind({ type }: CheckedResource): string | undefined {
  return type.startsWith("kubernetes:") ? type.split(":").at(-1) : undefined;
}

/** A list of names among a rule's settings. */
export function namesIn(settings: Settings, key: string): readonly string[] {
  const names = settings[key];
  return typeof names === "object" ? names : [];
}
