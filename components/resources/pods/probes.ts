import type { input } from "@pulumi/kubernetes/types";
import type { ProbeHandler, ProbePlan } from "../../services/container-plan";
import { defined } from "../../values/entries";

type Probe = input.core.v1.Probe;
type Lifecycle = input.core.v1.Lifecycle;

/** The probes of a container, in Kubernetes' own fields. */
export interface ProbePlans {
  readonly startupProbe?: ProbePlan | undefined;
  readonly readinessProbe?: ProbePlan | undefined;
  readonly livenessProbe?: ProbePlan | undefined;
}

/** A probe as a container has it. */
export function probeOf(plan: ProbePlan): Probe {
  const { periodSeconds, timeoutSeconds, failureThreshold, initialDelaySeconds } = plan;
  return {
    ...handlerOf(plan),
    ...defined({ initialDelaySeconds }),
    periodSeconds,
    timeoutSeconds,
    failureThreshold,
  };
}

function handlerOf(handler: ProbeHandler): Pick<Probe, "httpGet" | "tcpSocket" | "exec"> {
  if ("exec" in handler) {
    return { exec: { command: [...handler.exec.command] } };
  }
  return "httpGet" in handler ? { httpGet: handler.httpGet } : { tcpSocket: handler.tcpSocket };
}

/** The probes that a container has. */
export function probesOf({
  startupProbe,
  readinessProbe,
  livenessProbe,
}: ProbePlans): Partial<Record<keyof ProbePlans, Probe>> {
  return {
    ...(startupProbe && { startupProbe: probeOf(startupProbe) }),
    ...(readinessProbe && { readinessProbe: probeOf(readinessProbe) }),
    ...(livenessProbe && { livenessProbe: probeOf(livenessProbe) }),
  };
}

/** The commands that run in a container after its start and before the order to stop. */
export interface LifecyclePlan {
  readonly postStart?: readonly string[] | undefined;
  readonly preStop?: readonly string[] | undefined;
}

/** The lifecycle of a container; undefined where nothing runs. */
export function lifecycleOf({ postStart, preStop }: LifecyclePlan): Lifecycle | undefined {
  const run = (command: readonly string[]) => ({ exec: { command: [...command] } });
  return postStart === undefined && preStop === undefined
    ? undefined
    : { ...(postStart && { postStart: run(postStart) }), ...(preStop && { preStop: run(preStop) }) };
}
