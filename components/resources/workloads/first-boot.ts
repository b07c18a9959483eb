import * as batch from "@pulumi/kubernetes/batch/v1";
import type * as pulumi from "@pulumi/pulumi";
import { companionContainer } from "../pods/companion-container";
import { Component, named, type ComponentOptions } from "../component";
import { awaitedOptions, metadata } from "../scope";
import { servicePod, type PodArgs } from "./workload";

/**
 * The first start of a service with one pod: two pods that migrate an empty database at the same time
 * corrupt it, since these migrations and seeds take no lock.
 *
 * The service runs as a sidecar, so the pod's own container begins when it is healthy, ends at once,
 * and with it the Job.
 */
export class FirstBoot extends Component {
  constructor(name: string, args: PodArgs, options: ComponentOptions) {
    super("services:FirstBoot", name, options);
    const { scope, service } = args;
    const template = servicePod(args, {
      // The Service must not send requests to this pod.
      labels: { app: name },
      restartPolicy: "OnFailure",
      // It ends at once; the sidecar before it has to be healthy first.
      once: companionContainer(scope.plan.images, { name: "done", command: ["true"] }),
    });
    const job = new batch.Job(
      named(this, name),
      {
        metadata: metadata(scope, service.service.id, { name }),
        spec: { backoffLimit: 3, template },
      },
      // Later releases migrate in the rollout itself; running this again would only take time. Labels and
      // annotations are left as they were too: the plugin compares an updated Job with the live one, which has
      // the controller's labels in its spec, and would replace it at the next update.
      { ...awaitedOptions(scope, this), ignoreChanges: ["metadata.annotations", "metadata.labels", "spec"] },
    );
    this.registerOutputs({ job: job.metadata.name });
  }
}

/** The Job of a service's first start, where the plan asks for one; nothing otherwise. */
export function firstBootOf(parent: pulumi.Resource, args: PodArgs): readonly FirstBoot[] {
  const { firstBoot, service } = args.service;
  return firstBoot
    ? [new FirstBoot(`${service.name}-first-boot`, args, { parent, dependsOn: [...args.after] })]
    : [];
}
