import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { isRawMap } from "../components/config/layers";
import type { StackFile } from "../cli/stack-file";

const footprintSchema = z.object({
  modules: z.number(),
  cloudModules: z.number(),
  peakMemoryMb: z.number(),
});

export type Footprint = z.output<typeof footprintSchema>;

/** What Node loads for a stack's program, which runs once in a process of its own. */
export function programFootprint(root: string, { config }: StackFile): Footprint {
  const entries = Object.entries(config)
    .filter(([, value]) => !isRawMap(value) || !("secure" in value))
    .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  const script = join(root, "bench", "count-modules.mjs");
  const printed = execFileSync(
    process.execPath,
    [script, root, JSON.stringify(Object.fromEntries(entries))],
    { encoding: "utf8" },
  );
  return footprintSchema.parse(JSON.parse(printed));
}
