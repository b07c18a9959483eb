import { z } from "zod";

/** How long a component takes to start, in seconds, by the value of its label. */
export const startSeconds: Readonly<Record<string, number>> = {
  database: 5,
  cache: 5,
  "database-bootstrap": 5,
  gateway: 5,
  engine: 15,
  worker: 15,
  app: 30,
  analytics: 45,
  tables: 60,
};

/** A kubelet pauses 10 s after a crash, twice as long after the next one, and at most five minutes. */
const firstPauseMs = 10_000;
const longestPauseMs = 300_000;

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        uid: z.string(),
        name: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
        deletionTimestamp: z.string().optional(),
      }),
      spec: z.object({
        nodeName: z.string().optional(),
        initContainers: z.array(z.object({ name: z.string() })).default([]),
      }),
      status: z.object({
        phase: z.string().optional(),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});

type Pod = z.output<typeof podsSchema>["items"][number];

interface Start {
  crashes: number;
  /** When it may try again. */
  nextTryMs: number;
  begunMs: number | undefined;
}

interface PlayArgs {
  /** Runs kubectl on the cluster and gives what it prints. */
  readonly kubectl: (args: readonly string[]) => Promise<string>;
  readonly namespace: string;
  /** What each component needs before it can start. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** What init containers of a component wait for. */
  readonly awaited: Readonly<Record<string, readonly string[]>>;
}

/** Plays the pods of one namespace as slow programs that crash while what they need is missing. */
export class StartingPods {
  private readonly starts = new Map<string, Start>();

  constructor(private readonly args: PlayArgs) {}

  /** How often pods have crashed. */
  get crashes(): number {
    return [...this.starts.values()].reduce((sum, { crashes }) => sum + crashes, 0);
  }

  /** Plays what is due at a moment. */
  async play(nowMs: number): Promise<void> {
    const { kubectl, namespace } = this.args;
    const listed = await kubectl(["get", "pods", "-n", namespace, "-o", "json"]);
    const pods = podsSchema.parse(JSON.parse(listed)).items;
    const ready = new Set(pods.filter(isThere).map(componentOf));
    const due = pods
      .filter((pod) => !isThere(pod) && isScheduled(pod))
      .filter((pod) => this.advance(pod, { ready, nowMs }));
    await Promise.all(due.map((pod) => kubectl(readyCommand(namespace, pod.metadata.name))));
  }

  /** Whether a pod becomes ready now. */
  private advance(
    pod: Pod,
    { ready, nowMs }: { readonly ready: ReadonlySet<string>; readonly nowMs: number },
  ): boolean {
    const component = componentOf(pod);
    const start = this.starts.get(pod.metadata.uid) ?? { crashes: 0, nextTryMs: nowMs, begunMs: undefined };
    this.starts.set(pod.metadata.uid, start);
    const missing = (names: readonly string[] = []) => names.some((name) => !ready.has(name));
    const waits = pod.spec.initContainers.length > 0 && missing(this.args.awaited[component]);
    if (waits || nowMs < start.nextTryMs) {
      return false;
    }
    if (missing(this.args.needs[component])) {
      start.crashes += 1;
      start.nextTryMs = nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** (start.crashes - 1));
      return false;
    }
    start.begunMs ??= nowMs;
    return nowMs - start.begunMs >= (startSeconds[component] ?? 0) * 1000;
  }
}

function componentOf({ metadata: { labels } }: Pod): string {
  return labels["app.kubernetes.io/component"] ?? "";
}

function isThere({ status: { phase, conditions } }: Pod): boolean {
  return (
    phase === "Succeeded" || conditions.some(({ type, status }) => type === "Ready" && status === "True")
  );
}

function isScheduled({ metadata: { deletionTimestamp }, spec: { nodeName } }: Pod): boolean {
  return deletionTimestamp === undefined && nodeName !== undefined;
}

function readyCommand(namespace: string, name: string): readonly string[] {
  const conditions = ["Initialized", "ContainersReady", "Ready"].map((type) => ({ type, status: "True" }));
  const patch = { status: { phase: "Running", conditions } };
  return ["patch", "pod", name, "-n", namespace, "--subresource=status", "--patch", JSON.stringify(patch)];
}
