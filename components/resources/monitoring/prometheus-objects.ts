import { declaredServices } from "../../stack/declared-services";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { alertsOf, probeJob } from "../../plan/monitoring/alerts";
import { renderDashboard } from "../../plan/monitoring/dashboard";
import type { MonitoringPlan } from "../../plan/monitoring/exporters";
import type { Plan } from "../../plan/plan";
import { isOfThisMachine } from "../../services/public-address";
import { gatewayHealthPath } from "../../services/gateway/gateway";
import { ownLabels } from "../../plan/names";
import { childOptions, stackMetadata, type ClientScope } from "../scope";
import { metricsPortName } from "./metrics-service";
import { defined, nonEmpty } from "../../values/entries";
import { named } from "../component";

interface ObjectArgs {
  readonly scope: ClientScope;
  readonly settings: MonitoringPlan["settings"];
}

const apiVersion = "monitoring.coreos.com/v1";
const objectName = "openops";

function watchedMetadata({ scope, settings }: ObjectArgs, name: string) {
  const metadata = stackMetadata(scope, name);
  return { ...metadata, labels: { ...metadata.labels, ...settings.labels } };
}

/** Tells Prometheus where the exporters are: every Service of the stack with a port for metrics. */
export function serviceMonitor(parent: pulumi.Resource, args: ObjectArgs): void {
  const { scope, settings } = args;
  new CustomResource(
    named(parent, "service-monitor"),
    {
      apiVersion,
      kind: "ServiceMonitor",
      metadata: watchedMetadata(args, objectName),
      spec: {
        selector: { matchLabels: ownLabels(scope.plan) },
        endpoints: [{ port: metricsPortName, path: "/metrics", interval: `${settings.intervalSeconds}s` }],
      },
    },
    childOptions(scope, parent),
  );
}

/** Tells Prometheus what to warn of. */
export function prometheusRule(parent: pulumi.Resource, args: ObjectArgs): void {
  const { scope } = args;
  const { namespace } = scope.plan;
  new CustomResource(
    named(parent, "prometheus-rule"),
    {
      apiVersion,
      kind: "PrometheusRule",
      metadata: watchedMetadata(args, objectName),
      spec: {
        groups: [
          {
            name: namespace,
            rules: alertsOf(scope.plan).map(
              ({ name, expression, forMinutes, severity, summary, description }) => ({
                alert: name,
                expr: expression,
                for: `${forMinutes}m`,
                labels: { severity, namespace },
                annotations: { summary, description },
              }),
            ),
          },
        ],
      },
    },
    childOptions(scope, parent),
  );
}

/** Asks the public address, the gateway and the services behind it, as far as they answer. */
export function blackboxProbe(
  parent: pulumi.Resource,
  { scope, monitoring }: Pick<ObjectArgs, "scope"> & { readonly monitoring: MonitoringPlan },
): void {
  const { settings, probedServices } = monitoring;
  const { namespace } = scope.plan;
  if (settings.probe === undefined) {
    return;
  }
  const { prober, module } = settings.probe;
  const inside = probedServices.map(({ service, healthPath }) => {
    const { name, servicePort } = declaredServices[service];
    return `http://${name}.${namespace}.svc:${servicePort}${healthPath}`;
  });
  new CustomResource(
    named(parent, "probe"),
    {
      apiVersion,
      kind: "Probe",
      metadata: watchedMetadata({ scope, settings }, objectName),
      spec: {
        jobName: probeJob(namespace),
        interval: `${settings.intervalSeconds}s`,
        module,
        prober: { url: prober, path: "/probe" },
        targets: {
          staticConfig: {
            static: [...publicTargets(scope.plan), ...inside],
            labels: { namespace },
          },
        },
      },
    },
    childOptions(scope, parent),
  );
}

/** An address of the machine itself is nobody else's. */
function publicTargets(plan: Plan): readonly string[] {
  const isPublic = plan.exposure.settings.kind !== "none" && !isOfThisMachine(plan);
  return isPublic ? [`${plan.publicUrl}${gatewayHealthPath}`] : [];
}

/** The dashboard, where Grafana's sidecar looks for it. */
export function grafanaDashboard(parent: pulumi.Resource, { scope, settings }: ObjectArgs): void {
  if (settings.dashboard === undefined) {
    return;
  }
  const { labels, annotations } = settings.dashboard;
  const metadata = stackMetadata(scope, "openops-dashboard");
  const all = { ...scope.plan.annotations, ...annotations };
  new core.ConfigMap(
    named(parent, "dashboard"),
    {
      metadata: {
        ...metadata,
        labels: { ...metadata.labels, ...labels },
        ...defined({ annotations: nonEmpty(all) }),
      },
      data: { "openops.json": renderDashboard() },
    },
    childOptions(scope, parent),
  );
}
