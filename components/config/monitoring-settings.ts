import { z } from "zod";
import { annotations, dnsLabel, labels, matching, text, wholeNumber, yesOrNo } from "./fields/fields";

const probe = z
  .strictObject({
    prober: matching(
      /^[a-z0-9][-a-z0-9.]*:\d{1,5}$/,
      "a host and a port such as blackbox-exporter.monitoring.svc:9115",
    ).describe("Host and port of the blackbox exporter."),
    module: text.default("http_2xx").describe("Its module that asks for a success status."),
  })
  .optional();

const dashboard = z
  .strictObject({
    labels: labels
      .default({ grafana_dashboard: "1" })
      .describe("Labels by which Grafana's sidecar finds the dashboard."),
    annotations: annotations.default({}).describe("Annotations, for instance of the folder it goes to."),
  })
  .optional();

/** What watches a stack. */
export const monitoring = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("prometheus"),
    namespace: dnsLabel
      .default("monitoring")
      .describe(
        "Namespace of Prometheus and of the blackbox exporter; pods of no other reach the exporters.",
      ),
    intervalSeconds: wholeNumber(5, 3600).default(30).describe("Seconds between two looks."),
    labels: labels
      .default({})
      .describe(
        "Labels by which Prometheus finds what it is to do, such as `release: kube-prometheus-stack`.",
      ),
    serviceMonitor: yesOrNo
      .default(true)
      .describe("Tell Prometheus where the exporters are, by a ServiceMonitor."),
    alerts: yesOrNo.default(true).describe("Tell Prometheus what to warn of, by a PrometheusRule."),
    waitingJobs: wholeNumber(1)
      .default(1000)
      .describe("Jobs that may wait in the queues before there is an alert."),
    probe: probe.describe("Ask the stack's addresses by the blackbox exporter. Default: none."),
    dashboard: dashboard.describe("A dashboard for Grafana, in a ConfigMap. Default: none."),
  }),
]);
