import { isRawMap } from "../../../components/config/layers";
import { wordsOf } from "./component-words";
import { valueAt, type DescribedStep } from "../described-step";
import { durationText, graceSeconds, startupTime } from "./startup-time";

const workloadKinds: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet"];

/** What happens to the pods of one workload. */
export interface WorkloadEffect {
  readonly text: string;
  /** Whether people who use OpenOps notice. */
  readonly noticed: boolean;
}

/** What a step does to running pods; undefined where it does nothing to them. */
export function workloadEffect(step: DescribedStep): WorkloadEffect | undefined {
  if (!workloadKinds.includes(step.kind)) {
    return undefined;
  }
  const { operation } = step;
  if (operation === "delete") {
    return { text: `${shown(step)} is removed: ${downText(step)} from then on.`, noticed: true };
  }
  if (operation === "create" || operation === "import") {
    return { text: `${shown(step)} is new.`, noticed: false };
  }
  if (operation === "replace") {
    return { text: `${shown(step)} is made anew: ${interruption(step)}`, noticed: true };
  }
  const restarts = step.fields.some(({ path }) => path.startsWith("spec.template"));
  return restarts ? restart(step) : scaling(step);
}

function restart(step: DescribedStep): WorkloadEffect {
  const replicas = replicasOf(step);
  const scaled = replicas === undefined ? "" : `, from ${replicas.from} to ${replicas.to} pods,`;
  if (stopsFirst(step)) {
    return { text: `${shown(step)} restarts${scaled}: ${interruption(step)}`, noticed: true };
  }
  const rolling = wordsOf(step.component)?.rolling;
  return {
    text:
      `${shown(step)} restarts${scaled} one pod after the other; new pods take over before old ones stop` +
      `${rolling === undefined ? "" : ` (${rolling})`}. Nobody notices.`,
    noticed: false,
  };
}

function scaling(step: DescribedStep): WorkloadEffect | undefined {
  const replicas = replicasOf(step);
  if (replicas === undefined) {
    return undefined;
  }
  const { from, to } = replicas;
  return to === 0
    ? { text: `${shown(step)} stops all of its ${from} pods: ${downText(step)} from then on.`, noticed: true }
    : {
        text: `${shown(step)} goes from ${from} to ${to} pods; those that stay do not restart. Nobody notices.`,
        noticed: false,
      };
}

/** How many pods a step makes of how many; undefined where that stays. */
function replicasOf({ fields }: DescribedStep): { readonly from: number; readonly to: number } | undefined {
  const changed = fields.find(({ path }) => path === "spec.replicas");
  // Kubernetes takes one where nobody says.
  return changed === undefined
    ? undefined
    : { from: Number(changed.before ?? 1), to: Number(changed.after ?? 1) };
}

/** Whether old pods stop before new ones are ready. */
function stopsFirst(step: DescribedStep): boolean {
  if (step.kind === "StatefulSet") {
    return Number(valueAt(step, ["spec", "replicas"]) ?? 1) < 2;
  }
  const strategy = valueAt(step, ["spec", "strategy"]);
  if (!isRawMap(strategy)) {
    return false;
  }
  const rolling = strategy.rollingUpdate;
  const replicas = Number(valueAt(step, ["spec", "replicas"]) ?? 1);
  return (
    strategy.type === "Recreate" ||
    (isRawMap(rolling) && podsOf(rolling.maxUnavailable, replicas) >= replicas)
  );
}

/** A number of pods, or a share of them, rounded down as Kubernetes does for what may be missing. */
function podsOf(value: unknown, replicas: number): number {
  const text = String(value ?? 0);
  return text.endsWith("%") ? Math.floor((parseInt(text, 10) * replicas) / 100) : Number(text);
}

function interruption(step: DescribedStep): string {
  const podSpec = valueAt(step, ["spec", "template", "spec"]);
  const { leastSeconds, mostSeconds } = startupTime(podSpec);
  const most = graceSeconds(podSpec) + mostSeconds;
  return (
    `the old pod stops before the new one starts. Until that is ready, ${downText(step)}. ` +
    `It takes at least ${durationText(leastSeconds)}, and by its probes at most ${durationText(most)}.`
  );
}

function downText({ component }: DescribedStep): string {
  return wordsOf(component)?.down ?? "what it serves is not there";
}

function shown({ name }: DescribedStep): string {
  return `\`${name}\``;
}
