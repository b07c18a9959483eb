import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PlainPulumi } from "./plain-pulumi";

/** The kinds of places where a secret could show. */
export const placeKinds = ["resource", "output", "diff", "event", "log", "history"] as const;

/** Something that Pulumi keeps or shows of a stack without being asked for secrets. */
export interface Place {
  readonly kind: (typeof placeKinds)[number];
  readonly name: string;
  readonly text: string;
}

const exportSchema = z.object({
  deployment: z.object({ resources: z.array(z.looseObject({ urn: z.string() })) }),
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function filePlaces(kind: Place["kind"], folder: string): readonly Place[] {
  return filesBelow(folder).map((path) => ({ kind, name: path, text: readFileSync(path, "latin1") }));
}

/**
 * Collects everything that plain Pulumi keeps of a stack and shows of it: each resource of an export, outputs,
 * the diff of the next update with all that stays the same, the events of every operation so far, logs with what
 * was printed, and the backend's files with their history.
 */
export async function placesOf(pulumi: PlainPulumi, stack: string): Promise<readonly Place[]> {
  const shown = async (...args: readonly string[]) => (await pulumi.run(...args, "--stack", stack)).printed;
  const exported = exportSchema.parse(JSON.parse(await shown("stack", "export")));
  const outputs: object = JSON.parse(await shown("stack", "output", "--json"));
  return [
    ...exported.deployment.resources.map((resource): Place => {
      return { kind: "resource", name: resource.urn, text: JSON.stringify(resource) };
    }),
    { kind: "resource", name: "pulumi stack --show-ids", text: await shown("stack", "--show-ids") },
    ...Object.entries(outputs).map(([name, value]): Place => {
      return { kind: "output", name, text: JSON.stringify(value) };
    }),
    { kind: "diff", name: "--diff --show-sames", text: await shown("preview", "--diff", "--show-sames") },
    { kind: "diff", name: "--json --show-sames", text: await shown("preview", "--json", "--show-sames") },
    ...filePlaces("event", pulumi.place("events")),
    ...filePlaces("log", pulumi.place("logs")),
    ...filePlaces("log", pulumi.place("home")),
    ...pulumi.terminal.map((text, index): Place => {
      return { kind: "log", name: `terminal of command ${index + 1}`, text };
    }),
    ...filePlaces("history", pulumi.place("state")),
  ];
}
