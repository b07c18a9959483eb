import type { input } from "@pulumi/kubernetes/types";
import { exporterResources } from "../../plan/pods/container-sizes";
import { imageReference } from "../../stack/images";
import { gatewayExporter, gatewayStatus } from "../../plan/monitoring/exporters";
import type { StackConfig } from "../../stack/stack-config";
import type { PodAdditions } from "../pods/pod";
import { httpGet } from "../../services/container-plan";
import { probeOf } from "../pods/probes";
import { nobody, restricted } from "../pods/container-security";
import { metricsPortName } from "./metrics-service";

/** Adds what reads nginx' counters to the gateway's pods, where they are watched. */
export function withGatewayExporter(additions: PodAdditions, config: StackConfig): PodAdditions {
  return config.monitoring.kind === "off"
    ? additions
    : { ...additions, initContainers: [...additions.initContainers, container(config)] };
}

/** An init container that restarts always is a sidecar. It waits for nginx by asking again. */
function container(config: StackConfig): input.core.v1.Container {
  const { host, port, path } = gatewayStatus;
  return {
    name: gatewayExporter.name,
    image: imageReference("nginxExporter", config),
    imagePullPolicy: config.images.pullPolicy,
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
