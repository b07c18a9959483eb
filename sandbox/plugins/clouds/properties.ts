import {
  type PropertyMap,
  isMap,
  mapValues,
  revealMap,
  secret,
  unknownValue,
} from "../protocol/property-value";
import type { CheckRequest } from "../protocol/resource-plugin";
import type { ResourceKind } from "./cloud";
import type { CloudResource } from "./cloud-resource";

/** Inputs in clear, with what the official provider fills in. */
export function inputsOf(kind: ResourceKind, inputs: PropertyMap): PropertyMap {
  return { ...kind.defaults, ...revealMap(inputs) };
}

/** What may be kept in an account: no secret. */
export function withoutSecrets(kind: ResourceKind, properties: PropertyMap): PropertyMap {
  return mapValues(properties, (value, name) => (kind.secrets?.includes(name) === true ? undefined : value));
}

export function masked(kind: ResourceKind, properties: PropertyMap): PropertyMap {
  return mapValues(properties, (value, name) =>
    kind.secrets?.includes(name) === true ? secret(value) : value,
  );
}

type Given = Pick<CheckRequest, "name" | "oldInputs" | "randomSeed" | "autonaming">;

/** The inputs with a name: the given one, the one it has, or one made up from the Pulumi name. */
export function withName(kind: ResourceKind, inputs: PropertyMap, given: Given): PropertyMap {
  const { naming } = kind;
  if (naming === undefined || !naming.automatic || naming.input in inputs) {
    return inputs;
  }
  const suffix = Buffer.from(given.randomSeed).toString("hex").slice(0, 7);
  const proposed = given.autonaming?.proposedName ?? `${given.name}-${suffix}`;
  return { ...inputs, [naming.input]: given.oldInputs[naming.input] ?? proposed };
}

/** Inputs over what the cloud decided, which also adds to some maps among them. */
export function completed(kind: ResourceKind, decided: PropertyMap, inputs: PropertyMap): PropertyMap {
  const maps = Object.entries(kind.completes ?? {}).flatMap(([name, fields]) => {
    const [beneath, given] = [decided[name], inputs[name]];
    return isMap(beneath) && isMap(given)
      ? [
          [
            name,
            {
              ...mapValues(beneath, (value, field) => (fields.includes(field) ? value : undefined)),
              ...given,
            },
          ],
        ]
      : [];
  });
  return { ...decided, ...inputs, ...Object.fromEntries(maps) };
}

function unknowns(names: readonly string[]): PropertyMap {
  return Object.fromEntries(names.map((name) => [name, unknownValue]));
}

/** Outputs at a preview: what the cloud decides is not known yet. */
export function previewOutputs(kind: ResourceKind, inputs: PropertyMap): PropertyMap {
  const added = Object.entries(kind.completes ?? {}).flatMap(([name, fields]) =>
    name in inputs ? [[name, unknowns(fields)]] : [],
  );
  return masked(
    kind,
    completed(kind, { ...unknowns(kind.decides), ...Object.fromEntries(added), ...kind.defaults }, inputs),
  );
}

/** Outputs of what is there; without what appears only at the end while it is being made. */
export function outputsOf(
  kind: ResourceKind,
  resource: CloudResource,
  { ready }: { readonly ready: boolean } = { ready: true },
): PropertyMap {
  const decided = mapValues(resource.decided, (value, name) =>
    ready || kind.decidesLast?.includes(name) !== true ? value : undefined,
  );
  return completed(kind, decided, resource.inputs);
}
