import { isRawMap, type Raw, type RawMap } from "../../../components/config/layers";

/** How long a pod may take until it is ready, by its probes. */
export interface StartupTime {
  readonly leastSeconds: number;
  readonly mostSeconds: number;
}

/** Kubernetes' defaults where a probe does not say. */
const probeDefaults = { periodSeconds: 10, failureThreshold: 3 } as const;

/** What Kubernetes gives a pod to stop where its specification does not say. */
const defaultGraceSeconds = 30;

/**
 * The time in which a pod's containers become ready: no earlier than the first probe, no later than
 * their probes give up. Without probes a pod counts as ready at once.
 */
export function startupTime(podSpec: Raw): StartupTime {
  const times = containersOf(podSpec).map(containerTime);
  return {
    leastSeconds: Math.max(0, ...times.map(({ leastSeconds }) => leastSeconds)),
    mostSeconds: Math.max(0, ...times.map(({ mostSeconds }) => mostSeconds)),
  };
}

/** How long a pod has to stop. */
export function graceSeconds(podSpec: Raw): number {
  return isRawMap(podSpec) ? numberOf(podSpec, "terminationGracePeriodSeconds", defaultGraceSeconds) : 0;
}

function containersOf(podSpec: Raw): readonly RawMap[] {
  const containers = isRawMap(podSpec) ? podSpec.containers : undefined;
  return Array.isArray(containers) ? containers.filter(isRawMap) : [];
}

function containerTime({ startupProbe, readinessProbe }: RawMap): StartupTime {
  const probe = isRawMap(startupProbe) ? startupProbe : readinessProbe;
  if (!isRawMap(probe)) {
    return { leastSeconds: 0, mostSeconds: 0 };
  }
  const delay = numberOf(probe, "initialDelaySeconds", 0);
  const period = numberOf(probe, "periodSeconds", probeDefaults.periodSeconds);
  const failures = numberOf(probe, "failureThreshold", probeDefaults.failureThreshold);
  return { leastSeconds: delay, mostSeconds: delay + period * failures };
}

function numberOf(map: RawMap, key: string, byDefault: number): number {
  const value = map[key];
  return typeof value === "number" ? value : byDefault;
}

/** A time in words, for instance `1 min 30 s`. */
export function durationText(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(rest > 0 || minutes === 0 ? [`${rest} s`] : []),
  ].join(" ");
}
