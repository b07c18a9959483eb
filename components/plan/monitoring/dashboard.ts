import { ofStack, waitingSelector } from "./alerts";

interface Panel {
  readonly title: string;
  /** As Grafana names it. */
  readonly unit: string;
  readonly queries: readonly (readonly [legend: string, expression: string])[];
}

/** Grafana's name for the stack's namespace, so that one dashboard shows every stack. */
const namespace = "$namespace";

function of(metric: string, more?: string): string {
  return ofStack(metric, namespace, more);
}

function rate(metric: string): string {
  return `rate(${of(metric)}[$__rate_interval])`;
}

/** What the dashboard shows, in rows of two. */
export const panels: readonly Panel[] = [
  {
    title: "Jobs in the queues",
    unit: "short",
    queries: [["{{key}}", `max by (key) (${of("redis_key_size")})`]],
  },
  {
    title: "Jobs that wait",
    unit: "short",
    queries: [["all queues", `sum(${of("redis_key_size", waitingSelector)}) or vector(0)`]],
  },
  {
    title: "Requests",
    unit: "reqps",
    queries: [["{{pod}}", `sum by (pod) (${rate("nginx_http_requests_total")})`]],
  },
  {
    title: "Connections of the gateway",
    unit: "short",
    queries: [
      ["active", `sum(${of("nginx_connections_active")})`],
      ["waiting", `sum(${of("nginx_connections_waiting")})`],
    ],
  },
  {
    title: "Connections of Postgres",
    unit: "short",
    queries: [
      ["{{datname}}", `sum by (datname) (${of("pg_stat_database_numbackends")})`],
      ["maximum", `max(${of("pg_settings_max_connections")})`],
    ],
  },
  {
    title: "Transactions of Postgres",
    unit: "ops",
    queries: [["{{datname}}", `sum by (datname) (${rate("pg_stat_database_xact_commit")})`]],
  },
  {
    title: "Size of the databases",
    unit: "bytes",
    queries: [["{{datname}}", `max by (datname) (${of("pg_database_size_bytes")})`]],
  },
  {
    title: "Memory of Redis",
    unit: "bytes",
    queries: [
      ["used", of("redis_memory_used_bytes")],
      ["maximum", of("redis_memory_max_bytes")],
    ],
  },
  {
    title: "Clients of Redis",
    unit: "short",
    queries: [
      ["connected", of("redis_connected_clients")],
      ["blocked", of("redis_blocked_clients")],
    ],
  },
  {
    title: "Commands of Redis",
    unit: "ops",
    queries: [["all", rate("redis_commands_processed_total")]],
  },
];

const datasource = { type: "prometheus", uid: "$datasource" } as const;
const width = 12;
const height = 8;

/** The dashboard as Grafana reads it. */
export function renderDashboard(): string {
  const dashboard = {
    uid: "openops",
    title: "OpenOps",
    tags: ["openops"],
    schemaVersion: 39,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [
        { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
        {
          name: "namespace",
          label: "Namespace",
          type: "query",
          datasource,
          query: "label_values(pg_up, namespace)",
          refresh: 2,
        },
      ],
    },
    panels: panels.map(({ title, unit, queries }, index) => ({
      id: index + 1,
      type: "timeseries",
      title,
      datasource,
      gridPos: {
        x: (index % 2) * width,
        y: Math.floor(index / 2) * height,
        w: width,
        h: height,
      },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      targets: queries.map(([legendFormat, expr], query) => ({
        refId: String.fromCharCode("A".charCodeAt(0) + query),
        expr,
        legendFormat,
      })),
    })),
  };
  return JSON.stringify(dashboard, undefined, 2);
}
