import type { input } from "@pulumi/kubernetes/types";
import { exporterResources } from "../../plan/pods/container-sizes";
import { referenceOf } from "../../plan/pods/planned-images";
import { gatewayExporter, gatewayStatus } from "../../plan/monitoring/exporters";
import type { Plan } from "../../plan/plan";
import type { PodAdditions } from "../pods/pod";
import { httpGet } from "../../services/container-plan";
import { probeOf } from "../pods/probes";
import { nobody, restricted } from "../pods/container-security";
import { metricsPortName } from "./metrics-service";

/** Adds what reads nginx' counters to the gateway's pods, where they are watched. */
export function withGatewayExporter(additions: PodAdditions, plan: Plan): PodAdditions {
  return plan.monitoring === undefined
    ? additions
    : { ...additions, initContainers: [...additions.initContainers, container(plan)] };
}

/** An init container that restarts always is a sidecar. It waits for nginx by asking again. */
function container({ images }: Plan): input.core.v1.Container {
  const { host, port, path } = gatewayStatus;
  return {
    name: gatewayExporter.name,
    image: referenceOf("nginxExporter", images),
    imagePullPolicy: images.pullPolicy,
    restartPolicy: "Always",
    env: [{ name: "SCRAPE_URI", value: `http://${host}:${port}${path}` }],
    ports: [{ name: metricsPortName, containerPort: gatewayExporter.port }],
    livenessProbe: probeOf({
      ...httpGet("/", gatewayExporter.port),
      initialDelaySeconds: 10,
      periodSeconds: 30,
      timeoutSeconds: 5,
      failureThreshold: 3,
    }),
    resources: exporterResources,
    securityContext: restricted(nobody, { readOnlyRoot: true }),
  };
}
