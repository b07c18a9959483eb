import type { Service } from "../../components/stack/declared-services";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Plan } from "../../components/plan/plan";
import type { ServicePlan } from "../../components/plan/pods/service-plan";
import type { ComponentName } from "../../components/plan/component-name";
import { ownAnnotation, type Kubectl } from "../cluster-access/kubectl";
import { CommandError } from "../errors";

/** How many pods a Deployment had before a restore stopped it. */
const replicasAnnotation = "openops.com/replicas-before-restore";
/** The restore that is under way: the backup, and what tells this restore from another of the same. */
const restoreAnnotation = "openops.com/restore";
/** By this KEDA leaves the number of pods alone. */
const pausedAnnotation = "autoscaling.keda.sh/paused-replicas";

const deploymentSchema = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({
    replicas: z.number(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
  }),
});
const listSchema = z.object({ items: z.array(z.unknown()) });

interface WritersArgs {
  readonly kubectl: Kubectl;
  readonly plan: Plan;
  readonly report: (line: string) => void;
}

const pollMs = 1000;
const longestStopSeconds = 1800;

/** The services that write to the databases, in the order in which they start. */
export class Writers {
  private readonly planned: readonly ServicePlan[];
  private readonly scaledByQueue: readonly Service[];
  private readonly inNamespace: readonly string[];

  constructor(private readonly args: WritersArgs) {
    this.planned = args.plan.services.filter(({ service }) => service.id !== "gateway");
    this.scaledByQueue = this.planned
      .filter(({ autoscaling }) => autoscaling.kind === "queue")
      .map(({ service }) => service);
    this.inNamespace = ["--namespace", args.plan.namespace];
  }

  /** The restore that was begun and not finished; undefined where there is none. */
  async restoreUnderWay(): Promise<{ readonly id: string; readonly run: string } | undefined> {
    const { annotations } = (await this.deployment("openops-app")).metadata;
    const [id, run] = (annotations[restoreAnnotation] ?? "").split(" ");
    return id === undefined || run === undefined ? undefined : { id, run };
  }

  /** Writes down which restore is under way, or that none is. */
  async noteRestore(restore: { readonly id: string; readonly run: string } | undefined): Promise<void> {
    const value = restore === undefined ? "-" : `=${restore.id} ${restore.run}`;
    await this.annotate("deployment/openops-app", `${restoreAnnotation}${value}`);
  }

  /** Stops all of them, the last started first, and waits until no pod is left. */
  async stop(): Promise<void> {
    const { kubectl, report } = this.args;
    const names = this.planned.map(({ service }) => service.name);
    for (const name of names.toReversed()) {
      const { metadata, spec } = await this.deployment(name);
      // One that a killed command has stopped already keeps what was written down then.
      if (metadata.annotations[replicasAnnotation] === undefined) {
        await this.annotate(`deployment/${name}`, `${replicasAnnotation}=${spec.replicas}`);
      }
    }
    for (const { name } of this.scaledByQueue) {
      await this.annotate(`scaledobject/${name}`, `${pausedAnnotation}=0`);
    }
    for (const name of names.toReversed()) {
      report(`  stopping ${name}`);
      await kubectl.run(["scale", `deployment/${name}`, "--replicas=0", ...this.inNamespace]);
    }
    for (const name of names) {
      await this.gone(name);
    }
  }

  /** Starts all of them with as many pods as they had, each once those are ready that it starts after. */
  async start(): Promise<void> {
    const started = new Map<ComponentName, Promise<void>>();
    for (const planned of this.planned) {
      const before = planned.after.flatMap((name) => started.get(name) ?? []);
      started.set(
        planned.service.id,
        Promise.all(before).then(() => this.startOne(planned.service)),
      );
    }
    // One that does not become ready keeps only those from starting that need it.
    const ended = await Promise.allSettled(started.values());
    const failed = ended.find((end) => end.status === "rejected");
    if (failed !== undefined) {
      throw failed.reason;
    }
    for (const { name } of this.scaledByQueue) {
      await this.annotate(`scaledobject/${name}`, `${pausedAnnotation}-`);
    }
  }

  private async startOne({ name, migrates = false }: Service): Promise<void> {
    const { metadata } = await this.deployment(name);
    const replicas = metadata.annotations[replicasAnnotation];
    if (replicas === undefined) {
      return;
    }
    this.args.report(`  starting ${name}`);
    // What was restored may be of an older release, whose migrations take no lock.
    if (migrates && Number(replicas) > 1) {
      await this.scale(name, "1");
    }
    await this.scale(name, replicas);
    await this.annotate(`deployment/${name}`, `${replicasAnnotation}-`);
  }

  /** Gives a Deployment so many pods and waits until they are ready. */
  private async scale(name: string, replicas: string): Promise<void> {
    const { kubectl, plan } = this.args;
    const deployment = `deployment/${name}`;
    const timeout = `--timeout=${plan.timeoutMinutes}m`;
    await kubectl.run(["scale", deployment, `--replicas=${replicas}`, ...this.inNamespace]);
    await kubectl.run(["rollout", "status", deployment, timeout, ...this.inNamespace]);
  }

  private async deployment(name: string) {
    const found = await this.args.kubectl.read(deploymentSchema, ["deployment", name, ...this.inNamespace]);
    if (found === undefined) {
      throw new CommandError(
        `There is no Deployment ${name} in the namespace ${this.args.plan.namespace}; bring the stack up first. Nothing was done.`,
      );
    }
    return found;
  }

  private async annotate(object: string, annotation: string): Promise<void> {
    await this.args.kubectl.run(["annotate", object, annotation, ...ownAnnotation, ...this.inNamespace]);
  }

  private async gone(name: string): Promise<void> {
    const deadlineMs = Date.now() + longestStopSeconds * 1000;
    const { matchLabels } = (await this.deployment(name)).spec.selector;
    const labels = Object.entries(matchLabels).map(([label, value]) => `${label}=${value}`);
    const selected = ["pods", "--selector", labels.join(","), ...this.inNamespace];
    while (((await this.args.kubectl.read(listSchema, selected))?.items.length ?? 0) > 0) {
      if (Date.now() > deadlineMs) {
        throw new CommandError(
          `The pods of ${name} are still there after ${longestStopSeconds / 60} minutes. Nothing was restored; ` +
            "run the command again once they are gone, or take it back with --undo.",
        );
      }
      await sleep(pollMs);
    }
  }
}
