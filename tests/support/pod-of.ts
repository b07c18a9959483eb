import { z } from "zod";
import type { ProgramRun } from "./program";

const environment = z.array(z.looseObject({ name: z.string() })).default([]);
const podSchema = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
      spec: z.object({
        imagePullSecrets: z.array(z.object({ name: z.string() })).default([]),
        containers: z.array(z.object({ env: environment, envFrom: z.array(z.unknown()).default([]) })),
      }),
    }),
  }),
});

/** How the main container of a workload gets its variables, and what its pod is annotated with. */
export function podOf(run: ProgramRun, type: string, name: string) {
  const { template } = podSchema.parse(run.find(`kubernetes:${type}`, name).inputs).spec;
  const [container] = template.spec.containers;
  return { ...template.metadata, ...template.spec, env: container?.env ?? [], envFrom: container?.envFrom };
}
