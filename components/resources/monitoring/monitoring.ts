import { Component, type ComponentOptions } from "../component";
import { gatewayExporter, type MonitoringPlan } from "../../plan/monitoring/exporters";
import type { ClientScope } from "../scope";
import { metricsService } from "./metrics-service";
import { blackboxProbe, grafanaDashboard, prometheusRule, serviceMonitor } from "./prometheus-objects";
import { StoreExporter } from "./store-exporter";

interface MonitoringArgs {
  readonly scope: ClientScope;
  readonly monitoring: MonitoringPlan;
}

/** What watches a stack: exporters, and what Prometheus and Grafana are told of them. */
export class Monitoring extends Component {
  constructor(name: string, { scope, monitoring }: MonitoringArgs, options: ComponentOptions) {
    super("index:Monitoring", name, options);
    const { settings, exporters } = monitoring;
    for (const exporter of exporters) {
      new StoreExporter(exporter.name, { scope, exporter, monitoring }, { parent: this });
    }
    metricsService(this, { scope, component: "gateway", ...gatewayExporter });
    if (settings.serviceMonitor) {
      serviceMonitor(this, { scope, settings });
    }
    if (settings.alerts) {
      prometheusRule(this, { scope, settings });
    }
    blackboxProbe(this, { scope, monitoring });
    grafanaDashboard(this, { scope, settings });
    this.registerOutputs({ exporters: exporters.map(({ name }) => name) });
  }
}
