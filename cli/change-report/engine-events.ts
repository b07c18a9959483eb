import type { EngineEvent } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { parsedJson } from "../parsed-json";
import type { EngineStep } from "./planned-step";

/** The steps in a stream of the engine's events. */
export function stepsOfEvents(events: readonly EngineEvent[]): readonly EngineStep[] {
  return events.flatMap(({ resourcePreEvent }): readonly EngineStep[] => {
    if (resourcePreEvent === undefined) {
      return [];
    }
    const { op, urn, old, new: next, detailedDiff, keys, diffs } = resourcePreEvent.metadata;
    const detailed = Object.keys(detailedDiff ?? {});
    const paths = detailed.length > 0 ? detailed : [...new Set([...(keys ?? []), ...(diffs ?? [])])];
    // The engine writes null for a side that is not there.
    return [{ op, urn, before: old ?? undefined, after: next ?? undefined, paths }];
  });
}

const sideSchema = z.looseObject({ inputs: z.unknown().optional(), protect: z.boolean().optional() });
const namesSchema = z.array(z.string()).nullish();
const digestSchema = z.looseObject({
  steps: z
    .array(
      z.looseObject({
        op: z.string(),
        urn: z.string(),
        oldState: sideSchema.nullish(),
        newState: sideSchema.nullish(),
        diffReasons: namesSchema,
        replaceReasons: namesSchema,
        detailedDiff: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .default([]),
  diagnostics: z.array(z.looseObject({ severity: z.string(), message: z.string().default("") })).default([]),
});

/** What `pulumi preview --json` prints. */
export interface PreviewDigest {
  readonly steps: readonly EngineStep[];
  /** Why the preview failed; empty where it did not. */
  readonly errors: readonly string[];
}

/** Reads what `pulumi preview --json` printed; undefined where it is something else. */
export function readDigest(text: string): PreviewDigest | undefined {
  const parsed = digestSchema.safeParse(parsedJson(text));
  if (!parsed.success) {
    return undefined;
  }
  const { steps, diagnostics } = parsed.data;
  const errors = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message.trim());
  return {
    steps: steps.map(({ op, urn, oldState, newState, diffReasons, replaceReasons, detailedDiff }) => {
      const detailed = Object.keys(detailedDiff ?? {});
      const named = [...new Set([...(replaceReasons ?? []), ...(diffReasons ?? [])])];
      return {
        op,
        urn,
        before:
          oldState === null || oldState === undefined ? undefined : { ...oldState, inputs: oldState.inputs },
        after:
          newState === null || newState === undefined ? undefined : { ...newState, inputs: newState.inputs },
        paths: detailed.length > 0 ? detailed : named,
      };
    }),
    errors: [...new Set(errors)],
  };
}
