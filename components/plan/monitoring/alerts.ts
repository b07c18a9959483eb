import type { Plan } from "../plan";
import { waitingLists } from "../pods/scaling";

/** What Prometheus warns of. */
export interface Alert {
  readonly name: string;
  readonly expression: string;
  /** How long it has to hold. */
  readonly forMinutes: number;
  readonly severity: "critical" | "warning";
  readonly summary: string;
  /** What it means for people, and what to look at. */
  readonly description: string;
}

/** Selects a metric of one stack. */
export function ofStack(metric: string, namespace: string, more = ""): string {
  return `${metric}{namespace="${namespace}"${more === "" ? "" : `, ${more}`}}`;
}

/** A selector of the queues' waiting jobs. */
export const waitingSelector = `key=~"${waitingLists.join("|")}"`;

/** The name under which the blackbox exporter's answers are found. */
export function probeJob(namespace: string): string {
  return `${namespace}-probe`;
}

/** What the alerts of a stack follow from. */
export type WatchedPlan = Pick<
  Plan,
  "namespace" | "monitoring" | "stores" | "execution" | "publicUrl" | "exposure"
>;

/** Every alert of a stack. */
export function alertsOf(plan: WatchedPlan): readonly Alert[] {
  const { namespace, monitoring } = plan;
  return monitoring === undefined
    ? []
    : [
        ...databaseAlerts(namespace),
        ...cacheAlerts(plan, monitoring.settings.waitingJobs),
        ...gatewayAlerts(namespace),
        ...(monitoring.settings.probe === undefined ? [] : probeAlerts(plan)),
      ];
}

function databaseAlerts(namespace: string): readonly Alert[] {
  const of = (metric: string, more?: string) => ofStack(metric, namespace, more);
  return [
    {
      name: "OpenOpsPostgresDown",
      expression: `${of("pg_up")} == 0`,
      forMinutes: 5,
      severity: "critical",
      summary: "Postgres takes no connections",
      description:
        "OpenOps serves nothing without it. Look at the server, and at the log of postgres-exporter.",
    },
    {
      name: "OpenOpsPostgresConnectionsRunOut",
      expression: `sum(${of("pg_stat_database_numbackends")}) / max(${of("pg_settings_max_connections")}) > 0.85`,
      forMinutes: 10,
      severity: "warning",
      summary: "Postgres has few connections left",
      description: "Above the server's maximum, services are refused. Fewer pods need fewer connections.",
    },
    {
      name: "OpenOpsPostgresDeadlocks",
      expression: `sum(increase(${of("pg_stat_database_deadlocks")}[15m])) > 5`,
      forMinutes: 0,
      severity: "warning",
      summary: "Transactions in Postgres block each other",
      description: "Requests fail and are tried again. Look at the server's log for the statements.",
    },
  ];
}

function cacheAlerts({ namespace, stores, execution }: WatchedPlan, waitingJobs: number): readonly Alert[] {
  const of = (metric: string, more?: string) => ofStack(metric, namespace, more);
  const inCluster = stores.cache.profile.location === "pods";
  return [
    {
      name: "OpenOpsRedisDown",
      expression: `${of("redis_up")} == 0`,
      forMinutes: 5,
      severity: "critical",
      summary: "Redis takes no connections",
      description: "No flow starts without it. Look at the server, and at the log of redis-exporter.",
    },
    {
      name: "OpenOpsRedisMemoryRunsOut",
      expression: `${of("redis_memory_used_bytes")} / (${of("redis_memory_max_bytes")} > 0) > 0.9`,
      forMinutes: 10,
      severity: "critical",
      summary: "Redis is nearly full",
      description: "It evicts nothing, so that it refuses writes when it is full, and flows no longer start.",
    },
    {
      name: "OpenOpsJobsWait",
      expression: `sum(${of("redis_key_size", waitingSelector)}) > ${waitingJobs}`,
      forMinutes: 15,
      severity: "warning",
      summary: `More than ${waitingJobs} jobs wait in the queues`,
      description: `More pods of ${execution} take more jobs at a time.`,
    },
    ...(inCluster
      ? [
          {
            name: "OpenOpsRedisDoesNotSave",
            expression: `${of("redis_rdb_last_bgsave_status")} == 0 or ${of("redis_aof_last_write_status")} == 0`,
            forMinutes: 10,
            severity: "critical",
            summary: "Redis cannot write to its volume",
            description:
              "Schedules and queued runs are lost at its next restart. Look at the volume's space.",
          } as const,
        ]
      : []),
  ];
}

function gatewayAlerts(namespace: string): readonly Alert[] {
  const of = (metric: string, more?: string) => ofStack(metric, namespace, more);
  return [
    {
      name: "OpenOpsGatewayDown",
      expression: `max(${of("nginx_up")}) == 0 or absent(${of("nginx_up")})`,
      forMinutes: 5,
      severity: "critical",
      summary: "No gateway answers",
      description: "Nobody reaches OpenOps. Look at the pods of nginx.",
    },
    {
      name: "OpenOpsGatewayDropsConnections",
      expression: `sum(rate(${of("nginx_connections_accepted")}[5m])) - sum(rate(${of("nginx_connections_handled")}[5m])) > 0`,
      forMinutes: 10,
      severity: "warning",
      summary: "The gateway drops connections",
      description: "Its workers have no connections left. More pods of the gateway take more.",
    },
  ];
}

const certificateDays = 14;

function probeAlerts({ namespace, publicUrl, exposure }: WatchedPlan): readonly Alert[] {
  const job = `{job="${probeJob(namespace)}"}`;
  const https = publicUrl.startsWith("https://") || exposure.tlsEnd !== "nobody";
  return [
    {
      name: "OpenOpsUnreachable",
      expression: `probe_success${job} == 0`,
      forMinutes: 5,
      severity: "critical",
      summary: "{{ $labels.instance }} does not answer",
      description: "The blackbox exporter gets no success status from this address.",
    },
    ...(https
      ? [
          {
            name: "OpenOpsCertificateExpires",
            expression: `probe_ssl_earliest_cert_expiry${job} - time() < ${certificateDays * 86400}`,
            forMinutes: 60,
            severity: "warning",
            summary: `The certificate of {{ $labels.instance }} ends within ${certificateDays} days`,
            description: "Whatever renews it has not done so.",
          } as const,
        ]
      : []),
  ];
}
