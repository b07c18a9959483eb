import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import type { PlannedStep, ResourceSide } from "./planned-step";

/**
 * Steps in which generated names of objects, which differ at every installation, give way to words:
 * the name in the program, and which copy of the object is meant.
 */
export function withReadableNames(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const words = new Map<string, string>();
  for (const { name, before, after } of steps) {
    const [current, next] = [generatedName(before), generatedName(after)];
    if (current !== undefined) {
      words.set(current, `${name} (${current === next ? "generated name" : "current copy"})`);
    }
    if (next !== undefined && next !== current) {
      words.set(next, `${name} (new copy)`);
    }
  }
  const readable = (side: ResourceSide | undefined): ResourceSide | undefined =>
    side === undefined ? undefined : { ...side, inputs: renamedMap(side.inputs, words) };
  return steps.map((step) => ({ ...step, before: readable(step.before), after: readable(step.after) }));
}

function generatedName(side: ResourceSide | undefined): string | undefined {
  const metadata = side?.inputs.metadata;
  if (!isRawMap(metadata) || !isRawMap(metadata.annotations) || typeof metadata.name !== "string") {
    return undefined;
  }
  return metadata.annotations["pulumi.com/autonamed"] === "true" ? metadata.name : undefined;
}

function renamedMap(map: RawMap, words: ReadonlyMap<string, string>): RawMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, renamed(value, words)]));
}

function renamed(value: Raw, words: ReadonlyMap<string, string>): Raw {
  if (Array.isArray(value)) {
    return value.map((item: Raw) => renamed(item, words));
  }
  if (isRawMap(value)) {
    return renamedMap(value, words);
  }
  return typeof value === "string" ? (words.get(value) ?? value) : value;
}
