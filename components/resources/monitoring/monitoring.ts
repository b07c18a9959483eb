import { Component, type ComponentOptions } from "../component";
import { exportersOf, gatewayExporter } from "../../plan/monitoring/exporters";
import type { StackConfig } from "../../stack/stack-config";
import type { ClientScope } from "../scope";
import { metricsService } from "./metrics-service";
import { blackboxProbe, grafanaDashboard, prometheusRule, serviceMonitor } from "./prometheus-objects";
import { StoreExporter } from "./store-exporter";

interface MonitoringArgs {
  readonly scope: ClientScope;
  readonly settings: Extract<StackConfig["monitoring"], { readonly kind: "prometheus" }>;
}

/** What watches a stack: exporters, and what Prometheus and Grafana are told of them. */
export class Monitoring extends Component {
  constructor(name: string, { scope, settings }: MonitoringArgs, options: ComponentOptions) {
    super("index:Monitoring", name, options);
    for (const exporter of exportersOf(scope.plan.config)) {
      new StoreExporter(exporter.name, { scope, exporter }, { parent: this });
    }
    metricsService(this, { scope, component: "gateway", ...gatewayExporter });
    if (settings.serviceMonitor) {
      serviceMonitor(this, { scope, settings });
    }
    if (settings.alerts) {
      prometheusRule(this, { scope, settings });
    }
    blackboxProbe(this, { scope, settings });
    grafanaDashboard(this, { scope, settings });
    this.registerOutputs({});
  }
}
