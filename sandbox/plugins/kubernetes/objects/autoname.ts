import { createHash } from "node:crypto";

import { isUnknown } from "../../protocol/property-value";
import type { CheckFailure, CheckRequest } from "../../protocol/resource-plugin";
import { type KubernetesObject, annotationOf, fieldAt, nameOf, withField } from "./kubernetes-object";

export const autonamedAnnotation = "pulumi.com/autonamed";

const suffixLength = 8;
/** The longest name that every kind accepts as a DNS label. */
const maximumNameLength = 63;

export function isAutonamed(object: KubernetesObject): boolean {
  return annotationOf(object, autonamedAnnotation) === "true";
}

export type Named = { readonly object: KubernetesObject; readonly failures: readonly CheckFailure[] };

function withName(object: KubernetesObject, name: string): KubernetesObject {
  const named = withField(object, ["metadata", "name"], name);
  return withField(named, ["metadata", "annotations", autonamedAnnotation], "true");
}

/** A suffix drawn from the engine's seed, so that preview and update invent the same name. */
function inventedName({ name, randomSeed }: CheckRequest): string {
  const suffix = createHash("sha256").update(randomSeed).digest("hex").slice(0, suffixLength);
  const stem = name.toLowerCase().slice(0, maximumNameLength - suffixLength - 1);
  return `${stem}-${suffix}`;
}

/**
 * Gives an object without a name one: that of the object it was before, else a new one.
 *
 * An object whose name the user set, or that is not known yet, is left as it is.
 */
export function withAutoname(object: KubernetesObject, request: CheckRequest): Named {
  const metadata = fieldAt(object, "metadata");
  const undecided = isUnknown(metadata) || isUnknown(fieldAt(metadata, "name"));
  if (nameOf(object) !== "" || undecided || fieldAt(metadata, "generateName") !== undefined) {
    return { object, failures: [] };
  }
  if (Object.keys(request.oldInputs).length > 0) {
    const named = isAutonamed(request.oldInputs) ? withName(object, nameOf(request.oldInputs)) : object;
    return { object: named, failures: [] };
  }
  const { autonaming } = request;
  if (autonaming?.mode === "disable") {
    const reason = "automatic naming is disabled for this resource; set metadata.name.";
    return { object, failures: [{ property: "metadata.name", reason }] };
  }
  return { object: withName(object, autonaming?.proposedName || inventedName(request)), failures: [] };
}
