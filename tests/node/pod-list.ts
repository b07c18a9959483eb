import { z } from "zod";

/** What the tests read of pods. */
export const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
      status: z.object({
        phase: z.string(),
        podIP: z.string().optional(),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
        containerStatuses: z
          .array(
            z.object({
              restartCount: z.number(),
              state: z.object({ running: z.object({ startedAt: z.string() }).optional() }),
            }),
          )
          .default([]),
        initContainerStatuses: z.array(z.object({ restartCount: z.number() })).default([]),
      }),
    }),
  ),
});

/** Each pod of a list that has not ended, with whether it is ready and how often its containers were restarted. */
export function podLines(list: string): readonly string[] {
  return podListSchema
    .parse(JSON.parse(list))
    .items.filter(({ status }) => status.phase !== "Succeeded")
    .map(({ metadata, status }) => {
      const ready = status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
      const restarts = [...status.containerStatuses, ...status.initContainerStatuses]
        .map(({ restartCount }) => restartCount)
        .reduce((sum, count) => sum + count, 0);
      return `${metadata.labels["app"] ?? metadata.name}: ${ready ? "ready" : status.phase}, ${restarts} restarts`;
    })
    .sort();
}

/** Whether a list has pods and all of them are ready, with containers that were all started after a moment. */
export function areReadySince(list: string, sinceMs: number): boolean {
  const running = podListSchema
    .parse(JSON.parse(list))
    .items.filter(({ status }) => status.phase !== "Succeeded");
  return (
    running.length > 0 &&
    running.every(
      ({ status }) =>
        status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True") &&
        // Times are whole seconds.
        status.containerStatuses.every(
          ({ state }) => Date.parse(state.running?.startedAt ?? "") >= sinceMs - 1000,
        ),
    )
  );
}
