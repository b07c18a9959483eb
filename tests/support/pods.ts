import type { ProgramRun } from "./program";

/** The parts of a container that tests look at. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
}

interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
}

/** A pod with the workload it belongs to. */
export interface Pod {
  readonly workload: string;
  readonly spec: PodSpec;
}

interface Workload {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

function isWorkload(inputs: object): inputs is Workload {
  const spec: unknown = "spec" in inputs ? inputs.spec : undefined;
  return typeof spec === "object" && spec !== null && "template" in spec;
}

interface CronJob {
  readonly spec: { readonly jobTemplate: Workload };
}

function isCronJob(inputs: object): inputs is CronJob {
  const spec: unknown = "spec" in inputs ? inputs.spec : undefined;
  return typeof spec === "object" && spec !== null && "jobTemplate" in spec;
}

/** The pods of every Deployment, StatefulSet, Job and CronJob. */
export function podSpecsOf({ resources }: Pick<ProgramRun, "resources">): readonly Pod[] {
  return resources.flatMap(({ name, inputs }) => {
    const workload = isCronJob(inputs) ? inputs.spec.jobTemplate : inputs;
    return isWorkload(workload) ? [{ workload: name, spec: workload.spec.template.spec }] : [];
  });
}

/** Every container with its workload, init containers included. */
export function containersOf(run: ProgramRun) {
  return podSpecsOf(run).flatMap(({ workload, spec }) =>
    [...(spec.initContainers ?? []), ...spec.containers].map((container) => ({ workload, container })),
  );
}

/** The keys of a Secret, sorted. */
export function secretKeysOf(run: ProgramRun, name: string): readonly string[] {
  const { stringData } = run.find("kubernetes:core/v1:Secret", name).inputs;
  return typeof stringData === "object" && stringData !== null ? Object.keys(stringData).sort() : [];
}
