import type { Plan } from "../../plan/plan";
import { app } from "../../services/app/app";
import { exec, httpHealth, probe } from "../pods/probes";
import type { ContainerDetails } from "../pods/pod";
import { excepted } from "../pods/container-security";

/** The app's container. */
export function appContainer({ config }: Plan): ContainerDetails {
  const health = httpHealth(app);
  return {
    image: "app",
    resources: config.services.app.resources,
    security: excepted("app"),
    port: app.containerPort,
    probes: {
      // It listens only after migrations and the seeding of tables and dashboards: up to 15 minutes.
      startupProbe: probe(health, { delaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failures: 90 }),
      readinessProbe: probe(health, { periodSeconds: 10, timeoutSeconds: 5, failures: 3 }),
      livenessProbe: probe(health, { periodSeconds: 30, timeoutSeconds: 5, failures: 3 }),
    },
    lifecycle: {
      // The first process is a shell that hands no signal on, so every stop would last the whole
      // grace period. The sleep lets load balancers notice that the pod is leaving.
      preStop: exec("sh", "-c", "sleep 5; kill -TERM $(pidof node)"),
    },
  };
}
