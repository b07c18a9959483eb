import { readFileSync } from "node:fs";
import { z } from "zod";

const stepSchema = z.object({
  op: z.string(),
  urn: z.string(),
  diffs: z.array(z.string()).nullish(),
  keys: z.array(z.string()).nullish(),
});
const eventSchema = z.object({ resourcePreEvent: z.object({ metadata: stepSchema }).optional() });

/** What nothing is done by: the state of these is the same before and after. */
const idle: readonly string[] = ["same", "read", "refresh"];

function nameOf(urn: string): string {
  const [, , type = "", name = ""] = urn.split("::");
  return `${type.split("$").at(-1)} ${name}`;
}

/**
 * What an operation did, sorted: each step with the resource's type and name, the properties that differ, and those
 * that ask for a replacement.
 *
 * @param path the events that the engine kept of the operation
 */
export function operationSteps(path: string): readonly string[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const step = eventSchema.parse(JSON.parse(line)).resourcePreEvent?.metadata;
      if (step === undefined || idle.includes(step.op)) {
        return [];
      }
      const differing = [...(step.diffs ?? [])].sort().join(",");
      const replacing = [...(step.keys ?? [])].sort().join(",");
      return [[step.op, nameOf(step.urn), differing, replacing].filter((part) => part !== "").join(" | ")];
    })
    .sort();
}
