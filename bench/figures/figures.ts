import { z } from "zod";

const requestsSchema = z.record(z.string(), z.number());

/** What one phase of a candidate took, in the median of its runs. */
const phaseSchema = z.object({
  candidate: z.string(),
  phase: z.string(),
  seconds: z.number(),
  /** Largest sum of resident memory of the command and all it started. */
  peakMemoryMi: z.number(),
  /** Requests to the API server by verb, in the last run; dry runs are counted apart. */
  requests: requestsSchema,
  /** The same requests by the program that sent them. */
  clients: requestsSchema,
  /** How many of them changed something. */
  changes: z.number(),
});

/** Where and with what figures were taken. */
const originSchema = z.object({
  machine: z.string(),
  /** By program. */
  versions: z.record(z.string(), z.string()),
  plugins: z.string(),
  runs: z.number(),
});

const stackSchema = z.object({
  kind: z.literal("stack"),
  stack: z.string(),
  objects: z.number(),
  origin: originSchema,
  phases: z.array(phaseSchema),
  /** What the program loads. */
  footprint: z.object({ modules: z.number(), cloudModules: z.number(), peakMemoryMb: z.number() }),
});

const fleetSchema = z.object({
  kind: z.literal("fleet"),
  origin: originSchema,
  sizes: z.array(
    z.object({
      tenants: z.number(),
      candidate: z.string(),
      /** Of all tenants, one after the other. */
      seconds: z.number(),
      secondsOfLast: z.number(),
      requestsOfLast: z.number(),
      secondsOfPreview: z.number(),
    }),
  ),
});

const startsSchema = z.object({
  kind: z.literal("starts"),
  origin: originSchema,
  starts: z.array(
    z.object({
      candidate: z.string(),
      /** Until every pod is ready. */
      seconds: z.number(),
      crashes: z.number(),
    }),
  ),
});

const figuresSchema = z.discriminatedUnion("kind", [stackSchema, fleetSchema, startsSchema]);

export type Phase = z.output<typeof phaseSchema>;
export type Origin = z.output<typeof originSchema>;
export type StackFigures = z.output<typeof stackSchema>;
export type FleetFigures = z.output<typeof fleetSchema>;
export type StartFigures = z.output<typeof startsSchema>;
export type Figures = z.output<typeof figuresSchema>;

/** Reads figures as `npm run bench` writes them. */
export function parseFigures(text: string): Figures {
  return figuresSchema.parse(JSON.parse(text));
}
