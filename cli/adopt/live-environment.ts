import type { RawMap } from "../../components/config/layers";
import {
  at,
  mainContainer,
  mapsAt,
  objectIn,
  textAt,
  workloadOf,
  type LiveInstallation,
  type LiveObject,
} from "./live-installation";
import type { ComponentName } from "../../components/plan/component-name";

/** A variable of a pod, and where its value comes from. */
export interface LiveVariable {
  readonly value: string;
  /** In words for people: `Secret openops-env`. */
  readonly source: string;
}

export type LiveEnvironment = ReadonlyMap<string, LiveVariable>;

/** The variables of a component's pods with their values, as Kubernetes puts them together. */
export function environmentOf(installation: LiveInstallation, component: ComponentName): LiveEnvironment {
  const workload = workloadOf(installation, component);
  if (workload === undefined) {
    return new Map();
  }
  const container = mainContainer(workload);
  const imported = mapsAt(container, "envFrom").flatMap((reference) => {
    const prefix = textAt(reference, "prefix") ?? "";
    return entriesOf(installation, reference).map(
      ([name, variable]) => [`${prefix}${name}`, variable] as const,
    );
  });
  return mapsAt(container, "env").reduce<LiveEnvironment>((known, entry) => {
    const variable = variableOf(installation, { entry, known, workload });
    const name = textAt(entry, "name");
    return variable === undefined || name === undefined ? known : new Map([...known, [name, variable]]);
  }, new Map(imported));
}

interface EntryContext {
  readonly entry: RawMap;
  readonly known: LiveEnvironment;
  readonly workload: LiveObject;
}

function variableOf(
  installation: LiveInstallation,
  { entry, known, workload }: EntryContext,
): LiveVariable | undefined {
  const value = textAt(entry, "value");
  if (value !== undefined) {
    return expanded(value, known, `${workload.kind} ${workload.name}`);
  }
  const reference =
    at(entry, "valueFrom", "secretKeyRef") === undefined
      ? { configMapRef: at(entry, "valueFrom", "configMapKeyRef") }
      : { secretRef: at(entry, "valueFrom", "secretKeyRef") };
  const key =
    textAt(entry, "valueFrom", "secretKeyRef", "key") ?? textAt(entry, "valueFrom", "configMapKeyRef", "key");
  return entriesOf(installation, reference).find(([name]) => name === key)?.[1];
}

/** `$(NAME)` stands for the value of a variable before it; what a secret is in comes from its Secret. */
function expanded(text: string, known: LiveEnvironment, source: string): LiveVariable {
  const references = [...text.matchAll(/\$\((\w+)\)/g)].flatMap(([, name = ""]) => known.get(name) ?? []);
  return {
    value: text.replace(/\$\((\w+)\)/g, (all, name: string) => known.get(name)?.value ?? all),
    source: references[0]?.source ?? source,
  };
}

type Entry = readonly [name: string, variable: LiveVariable];

/** The entries of the Secret or ConfigMap that a reference names; none where it is missing. */
function entriesOf(installation: LiveInstallation, reference: RawMap): readonly Entry[] {
  const secret = textAt(reference, "secretRef", "name");
  const name = secret ?? textAt(reference, "configMapRef", "name") ?? "";
  const kind = secret === undefined ? "ConfigMap" : "Secret";
  const data = at(objectIn(installation, kind, name)?.content, "data");
  const entries = typeof data === "object" && data !== null ? Object.entries(data) : [];
  return entries.flatMap(([key, value]): readonly Entry[] =>
    typeof value === "string"
      ? [[key, { value: kind === "Secret" ? decoded(value) : value, source: `${kind} ${name}` }]]
      : [],
  );
}

function decoded(value: string): string {
  return Buffer.from(value, "base64").toString("utf8");
}
