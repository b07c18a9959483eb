import type { Assembled } from "../../components/checks/assembled-config";
import { childPath, isRawMap, type Raw } from "../../components/config/layers";
import { secretKeys, type StackConfig } from "../../components/stack/stack-config";
import { sourceOf, sourcesOf } from "../../components/plan/secrets/secret-sources";
import { secretNames } from "../../components/values/secret-definitions";
import type { StackFile } from "../stack-file";

/** A value that counts, with the layer that set it. */
export interface EffectiveValue {
  readonly path: string;
  /** Undefined for a secret, which is never shown. */
  readonly value: Raw;
  readonly secret: boolean;
  /** `default`, `preset dev`, an overlay's path, the stack file, or `generated` for secrets. */
  readonly layer: string;
}

/** Every value of a checked configuration, secrets last. */
export function effectiveValues(assembled: Assembled, file: StackFile): readonly EffectiveValue[] {
  const { config, merged } = assembled;
  const values: Raw = JSON.parse(JSON.stringify(config ?? {}));
  return [
    ...leavesOf(values, "").map(({ path, value }) => ({
      path,
      value,
      secret: false,
      layer: merged.origins.get(path) ?? "default",
    })),
    ...secretsOf(file, config),
  ];
}

interface Leaf {
  readonly path: string;
  readonly value: Raw;
}

/** Lists count as one value, since a layer replaces them as a whole; so do empty maps. */
function leavesOf(value: Raw, path: string): readonly Leaf[] {
  if (isRawMap(value) && (path === "" || Object.keys(value).length > 0)) {
    return Object.entries(value).flatMap(([key, child]) => leavesOf(child, childPath(path, key)));
  }
  return [{ path, value }];
}

function secretsOf({ name, config }: StackFile, checked: StackConfig | undefined): readonly EffectiveValue[] {
  return secretKeys.flatMap((key): readonly EffectiveValue[] => {
    const given = config[`openops:${key}`] !== undefined;
    const source = checked && sourceOf(key, sourcesOf(checked));
    if (source !== undefined && source.kind !== "stack") {
      return [{ path: key, value: undefined, secret: true, layer: source.path }];
    }
    // Only first values are generated: where others are not given, there is nothing to show.
    return !given && !secretNames.some((name) => name === key)
      ? []
      : [{ path: key, value: undefined, secret: true, layer: given ? name : "generated" }];
  });
}
