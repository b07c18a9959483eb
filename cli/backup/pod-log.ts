import { z } from "zod";
import type { Kubectl } from "../cluster-access/kubectl";

const stateSchema = z.object({
  name: z.string(),
  state: z.object({
    waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
    running: z.unknown().optional(),
    terminated: z.unknown().optional(),
  }),
});
const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        conditions: z
          .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
          .default([]),
        initContainerStatuses: z.array(stateSchema).default([]),
        containerStatuses: z.array(stateSchema).default([]),
      }),
    }),
  ),
});
type Pod = z.output<typeof podsSchema>["items"][number];

interface PodLogArgs {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly job: string;
  readonly report: (line: string) => void;
}

/** What the pod of a Job prints, and why it does not start. Lines of JSON are for programs and not reported. */
export class PodLog {
  readonly lines: string[] = [];
  private readonly seen = new Map<string, number>();
  private told = "";

  constructor(private readonly args: PodLogArgs) {}

  /** Takes what is new since the last time. */
  async follow(): Promise<void> {
    const { kubectl, namespace, job } = this.args;
    const selected = ["--namespace", namespace, "--selector", `job-name=${job}`];
    const [pod] = (await kubectl.read(podsSchema, ["pods", ...selected]))?.items ?? [];
    if (pod === undefined) {
      return;
    }
    this.tellHindrance(pod);
    const { initContainerStatuses, containerStatuses } = pod.status;
    for (const { name, state } of [...initContainerStatuses, ...containerStatuses]) {
      if (state.running !== undefined || state.terminated !== undefined) {
        await this.take(pod.metadata.name, name);
      }
    }
  }

  private async take(pod: string, container: string): Promise<void> {
    const { kubectl, namespace, report } = this.args;
    const text = await kubectl.run(["logs", "--namespace", namespace, pod, "--container", container]);
    // The last line may not be whole yet.
    const complete = text.split("\n").slice(0, -1);
    const fresh = complete.slice(this.seen.get(container) ?? 0);
    this.seen.set(container, complete.length);
    this.lines.push(...fresh);
    fresh.filter((line) => !/^[[{]/.test(line)).forEach((line) => report(`  ${line}`));
  }

  /** What keeps a pod from starting; each once. */
  private tellHindrance({ status }: Pod): void {
    const unscheduled = status.conditions.find(
      (one) => one.type === "PodScheduled" && one.status === "False",
    );
    const waiting = [...status.initContainerStatuses, ...status.containerStatuses]
      .map(({ state }) => state.waiting)
      .find((state) => state?.message !== undefined);
    const hindrance = unscheduled?.message ?? waiting?.message ?? "";
    if (hindrance !== this.told && hindrance !== "") {
      this.args.report(`  the pod waits: ${hindrance}`);
    }
    this.told = hindrance;
  }
}
