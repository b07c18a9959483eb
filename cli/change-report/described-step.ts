import { isRawMap, type Raw } from "../../components/config/layers";
import { readableKind } from "./readable-kind";
import { fieldChanges, type FieldChange } from "./field-changes";
import type { PlannedStep } from "./planned-step";

/** A step with what reports say of it. */
export interface DescribedStep extends PlannedStep {
  readonly kind: string;
  /** The component whose object it is, by its label; undefined for what belongs to the stack. */
  readonly component: string | undefined;
  readonly fields: readonly FieldChange[];
}

/** Adds kind, component and changed fields to a step. */
export function described(step: PlannedStep): DescribedStep {
  const component = valueAt(step, ["metadata", "labels", "app.kubernetes.io/component"]);
  return {
    ...step,
    kind: readableKind(step.type),
    component: typeof component === "string" ? component : undefined,
    fields: step.operation === "same" ? [] : fieldChanges(step),
  };
}

/** A value of a resource as it would be, or as it is where it would be gone. */
export function valueAt({ before, after }: PlannedStep, path: readonly string[]): Raw {
  return path.reduce<Raw>(
    (value, key) => (isRawMap(value) ? value[key] : undefined),
    (after ?? before)?.inputs,
  );
}

/** The object in words, for instance ``Deployment `nginx` ``. */
export function objectText({ kind, name }: DescribedStep): string {
  return `${kind} \`${name}\``;
}
