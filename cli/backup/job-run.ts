import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Kubectl } from "../cluster-access/kubectl";
import { CommandError } from "../errors";
import { PodLog } from "./pod-log";

const containerSchema = z.looseObject({
  env: z.array(z.looseObject({ name: z.string() })).default([]),
});
const podSpecSchema = z.looseObject({
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).optional(),
});
const cronJobSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.looseObject({
    jobTemplate: z.looseObject({
      spec: z.looseObject({ template: z.looseObject({ spec: podSpecSchema }) }),
    }),
  }),
});
const conditionSchema = z.object({ type: z.string(), status: z.string(), message: z.string().optional() });
const jobSchema = z.object({
  status: z.object({ conditions: z.array(conditionSchema).default([]) }).default({ conditions: [] }),
});

/** A Job that is made from a CronJob. */
export interface JobOrder {
  readonly cronJob: string;
  /** Variables in place of the CronJob's own. */
  readonly variables?: Readonly<Record<string, string>>;
}

interface JobPlace {
  readonly kubectl: Kubectl;
  /** Whether pods only seem to run, and so print nothing. */
  readonly played: boolean;
  readonly namespace: string;
  readonly report: (line: string) => void;
}

const pollMs = 1000;

/**
 * Makes a Job from a CronJob of the stack and waits until it is over, telling what its pod prints.
 *
 * @returns every line that its containers printed
 * @throws CommandError where there is no such CronJob, or the Job fails
 */
export async function runJob(
  { cronJob, variables = {} }: JobOrder,
  { kubectl, namespace, played, report }: JobPlace,
): Promise<readonly string[]> {
  const inNamespace = ["--namespace", namespace];
  const found = await kubectl.read(cronJobSchema, ["cronjob", cronJob, ...inNamespace]);
  if (found === undefined) {
    throw new CommandError(
      `There is no CronJob ${cronJob} in the namespace ${namespace}: the stack makes no backups (openops:backup.enabled), ` +
        "or has not been brought up since this was set. Nothing was done.",
    );
  }
  const name = `${cronJob}-${randomBytes(4).toString("hex")}`;
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      namespace,
      labels: found.metadata.labels,
      annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
    },
    spec: withVariables(found.spec.jobTemplate.spec, variables),
  };
  await kubectl.run(["create", "--filename=-"], JSON.stringify(job));
  const log = new PodLog({ kubectl, namespace, job: name, report });
  for (;;) {
    const conditions =
      (await kubectl.read(jobSchema, ["job", name, ...inNamespace]))?.status.conditions ?? [];
    const ended = conditions.find(
      ({ type, status }) => /^(Complete|Failed)$/.test(type) && status === "True",
    );
    if (!played) {
      await log.follow();
    }
    if (ended?.type === "Complete") {
      return log.lines;
    }
    if (ended !== undefined) {
      throw new CommandError(
        `${log.lines.filter((line) => line !== "").at(-1) ?? ended.message ?? "Its pod printed nothing."}\n` +
          `The Job ${name} failed; all it said: kubectl logs --namespace ${namespace} job/${name} --all-containers`,
      );
    }
    await sleep(pollMs);
  }
}

type JobSpec = z.output<typeof cronJobSchema>["spec"]["jobTemplate"]["spec"];
type Containers = z.output<typeof containerSchema>[];

function withVariables(spec: JobSpec, variables: Readonly<Record<string, string>>): JobSpec {
  const changed = (containers: Containers): Containers =>
    containers.map((container) => ({
      ...container,
      env: [
        ...container.env.filter(({ name }) => !(name in variables)),
        ...Object.entries(variables).map(([name, value]) => ({ name, value })),
      ],
    }));
  const pod = spec.template.spec;
  const { initContainers, containers } = pod;
  return {
    ...spec,
    template: {
      ...spec.template,
      spec: {
        ...pod,
        containers: changed(containers),
        ...(initContainers === undefined ? {} : { initContainers: changed(initContainers) }),
      },
    },
  };
}
