import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { ComponentName } from "../../plan/component-name";
import { childOptions, metadata, skipAwait, type Scope } from "../scope";
import { named } from "../component";

/** Name of the port with metrics, by which Prometheus tells it from others. */
export const metricsPortName = "metrics";

interface MetricsServiceArgs {
  readonly scope: Scope;
  /** Whose pods have the metrics. */
  readonly component: ComponentName;
  readonly name: string;
  readonly port: number;
}

/** Where Prometheus finds the metrics of a component's pods, each on its own. */
export function metricsService(
  parent: pulumi.Resource,
  { scope, component, name, port }: MetricsServiceArgs,
): core.Service {
  return new core.Service(
    named(parent, name),
    {
      metadata: metadata(scope, component, { name, annotations: skipAwait }),
      spec: {
        type: "ClusterIP",
        clusterIP: "None",
        selector: scope.selectors.ofPods(component),
        ports: [{ name: metricsPortName, port, targetPort: port }],
      },
    },
    childOptions(scope, parent),
  );
}
