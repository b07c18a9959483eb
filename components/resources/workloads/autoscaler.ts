import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import type { Autoscaling } from "../../plan/pods/scaling";
import { queueScaler } from "./queue-scaler";
import { childOptions, metadata, skipAwait, type ServiceArgs } from "../scope";
import { named } from "../component";

type ByLoad = Extract<Autoscaling, { readonly kind: "load" }>;

/** What changes the number of a service's pods, where its configuration asks for it. */
export function autoscaler(parent: pulumi.Resource, args: ServiceArgs): void {
  const { autoscaling } = args.service;
  switch (autoscaling.kind) {
    case "off":
      return;
    case "load":
      loadScaler(parent, args, autoscaling);
      return;
    case "queue":
      queueScaler(parent, args, autoscaling);
      return;
  }
}

function loadScaler(parent: pulumi.Resource, { scope, service, after }: ServiceArgs, scaling: ByLoad): void {
  const { id, name } = service.service;
  new HorizontalPodAutoscaler(
    named(parent, name),
    {
      metadata: metadata(scope, id, { name, annotations: skipAwait }),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: service.replicas,
        maxReplicas: service.mostReplicas,
        metrics: [
          utilisation("cpu", scaling.cpuPercent),
          ...(scaling.memoryPercent === undefined ? [] : [utilisation("memory", scaling.memoryPercent)]),
        ],
      },
    },
    { ...childOptions(scope, parent), dependsOn: [...after] },
  );
}

function utilisation(name: "cpu" | "memory", percent: number): input.autoscaling.v2.MetricSpec {
  return {
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization: percent } },
  };
}
