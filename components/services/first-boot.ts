import * as batch from "@pulumi/kubernetes/batch/v1";
import type { input } from "@pulumi/kubernetes/types";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../component";
import type { ComponentOptions } from "../component";
import { imageReference } from "../model/images";
import type { StackConfig } from "../model/schema/stack";
import { awaitedOptions, metadata } from "../scope";
import { restricted } from "../security";
import { servicePod } from "../workload";
import type { PodArgs } from "../workload";

/** Any user that is not root. */
const user = 65534;

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
      once: done(scope.plan.config),
    });
    new batch.Job(
      name,
      {
        metadata: metadata(scope, service.service.id, { name }),
        spec: { backoffLimit: 3, template },
      },
      // Later releases migrate in the rollout itself; running this again would only take time.
      { ...awaitedOptions(scope, this), ignoreChanges: ["spec"] },
    );
    this.registerOutputs({});
  }
}

/** Ends at once; a sidecar before it has to be healthy first. */
function done(config: StackConfig): input.core.v1.Container {
  return {
    name: "done",
    image: imageReference("companion", config),
    imagePullPolicy: config.images.pullPolicy,
    command: ["true"],
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
    securityContext: restricted(user, { readOnlyRoot: true }),
  };
}

/** The Job of a service's first start, where the plan asks for one; nothing otherwise. */
export function firstBootOf(parent: pulumi.Resource, args: PodArgs): readonly FirstBoot[] {
  const { firstBoot, service } = args.service;
  return firstBoot ? [new FirstBoot(`${service.name}-first-boot`, args, { parent })] : [];
}
