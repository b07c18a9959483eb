import { cacheDatabasesOf } from "../sources/databases";
import type { DatabasePeer, PeersOf } from "./peers";
import { addressVariables } from "./public-address";
import type { BaseConfig } from "../config/base-config";
import type { VolumePlan } from "./container-plan";
import type { Environment, FlowSettings, InternetPurpose, NamedServer } from "./service";
import type { Text } from "../values/text";

/** How long tokens live; the app and tables must agree on both. */
export const tokenLifetimes = { sessionHours: 168, tablesAccessMinutes: 60 } as const;

/** Where the code of flows is kept in the pods that run them. */
export const codeDirectory = "/tmp/codes";

/** Queue and log settings that the app and what runs flows share. */
export function queueSettings(cacheUrl: Text, { logging }: BaseConfig): Environment {
  return {
    OPS_QUEUE_MODE: "REDIS",
    OPS_REDIS_URL: cacheUrl,
    OPS_LOG_LEVEL: logging.level,
    OPS_LOG_PRETTY: logging.pretty,
    OPS_LOG_REDACTION: logging.redaction,
  };
}

const telemetryCollector = { host: "telemetry.openops.com", path: "/save" } as const;

/** What telemetry is for the firewall. */
export const telemetryPurpose: InternetPurpose = {
  what: "telemetry, where `integrations.telemetry` is COLLECTOR",
  host: telemetryCollector.host,
};

/** What flows do outside the cluster. */
export const flowPurposes: readonly InternetPurpose[] = [
  {
    what: "packages, at every start and for Code steps, unless the registry is yours",
    host: "registry.npmjs.org",
  },
  { what: "what flows call: APIs of clouds, services, databases, mail servers" },
];

/** Whether telemetry is sent, and where to. The worker has the app's code for it, whose default is to send. */
export function telemetrySettings({ integrations: { telemetry } }: BaseConfig): Environment {
  return {
    OPS_TELEMETRY_MODE: telemetry,
    OPS_TELEMETRY_COLLECTOR_URL:
      telemetry === "COLLECTOR" ? `https://${telemetryCollector.host}${telemetryCollector.path}` : undefined,
  };
}

/** What the app, engine and worker all read: each has to have the same, or a setting works in half of OpenOps. */
export function executorSettings({ integrations, mail }: BaseConfig, flows: FlowSettings): Environment {
  return {
    // Unset it is `local`, and Code steps are then compiled below the working folder, where nothing may be written.
    OPS_ENVIRONMENT_NAME: flows.environmentName,
    OPS_BLOCKS_SOURCE: "FILE",
    OPS_FLOW_TIMEOUT_SECONDS: flows.timeoutSeconds,
    OPS_AWS_ENABLE_IMPLICIT_ROLE: flows.implicitAwsRole,
    // What runs flows takes bodies and measures the output of steps by the app's limit.
    OPS_REQUEST_BODY_LIMIT: flows.requestBodyLimitMi,
    OPS_MAX_CONCURRENT_TABLES_REQUESTS: 100,
    OPS_CLIENT_REAL_IP_HEADER: "x-real-ip",
    OPS_SLACK_ENABLE_INTERACTIONS: integrations.slackInteractions,
    // The app offers these ports where a connection is made: it loads the block to know what can be filled in.
    OPS_SMTP_ALLOWED_PORTS: mail.flowPorts?.join(","),
  };
}

interface RunnerContext {
  readonly component: "engine" | "worker";
  readonly peers: PeersOf<"app" | "cache" | "tables">;
  readonly config: BaseConfig;
  readonly flows: FlowSettings;
}

/** What the engine and the worker, of which a stack has one, both need to run flows. */
export function runnerSettings({ component, peers, config, flows }: RunnerContext): Environment {
  const { app, cache, tables } = peers;
  return {
    OPS_COMPONENT: component,
    OPS_VERSION: config.version,
    OPS_BASE_CODE_DIRECTORY: codeDirectory,
    OPS_SERVER_API_URL: `${app.url}/api/`,
    ...addressVariables(config).runner,
    OPS_OPENOPS_TABLES_API_URL: tables.url,
    OPS_EXECUTION_MODE: "SANDBOX_CODE_ONLY",
    OPS_CODE_BLOCK_MEMORY_LIMIT_IN_MB: 256,
    OPS_ENABLE_HOST_VALIDATION: flows.hostValidation,
    ...queueSettings(cache.url(cacheDatabasesOf(config).app), config),
    ...executorSettings(config, flows),
    ...npmVariables(config),
  };
}

const packageCache = "/var/cache/npm";

/** What npm is told wherever flows run, by the names of its settings. */
function npmSettings({ packages: { registry, cacheClaim } }: BaseConfig): Readonly<Record<string, string>> {
  return {
    // A compiler that is missing is not to be replaced: what the registry has by the name `tsc` is a foreign program,
    // and npx runs it without a question where nobody can answer one.
    yes: "false",
    ...(registry === undefined ? {} : { registry }),
    ...(cacheClaim === undefined ? {} : { offline: "true", cache: packageCache }),
  };
}

/** The same as variables. */
export function npmVariables(config: BaseConfig): Environment {
  const settings = Object.entries(npmSettings(config));
  return Object.fromEntries(settings.map(([name, value]) => [`NPM_CONFIG_${name.toUpperCase()}`, value]));
}

/** The same as a file of the home folder, for processes that get none of the pod's variables but that folder's. */
export function npmFile(config: BaseConfig, home: string): VolumePlan {
  const lines = Object.entries(npmSettings(config)).map(([name, value]) => `${name}=${value}\n`);
  return { kind: "file", name: "npmrc", path: `${home}/.npmrc`, content: lines.join("") };
}

/** The registry that is configured, where it is neither npm's own nor at public addresses. */
export function packageRegistry({
  packages: { registry, addresses, namespace },
}: BaseConfig): readonly NamedServer[] {
  return registry === undefined || (addresses.length === 0 && namespace === undefined)
    ? []
    : [{ addresses, namespace, port: portOf(registry) }];
}

/** The claim with npm's cache, where there is one. */
export function npmCache({ packages: { cacheClaim } }: BaseConfig): readonly VolumePlan[] {
  return cacheClaim === undefined
    ? []
    : [{ kind: "existing-claim", name: "npm-cache", mountPath: packageCache, claimName: cacheClaim }];
}

const defaultPorts = { http: 80, https: 443 } as const;

/** The port of an http or https URL. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? defaultPorts[protocol === "https:" ? "https" : "http"] : Number(port);
}

/** What libpq uses in a connection that says nothing of TLS itself. */
export function libpqSettings({ tls }: DatabasePeer): Environment {
  return { PGSSLMODE: tls?.mode, PGSSLROOTCERT: tls?.authorityFile };
}

/** How long a pod that runs flows may take to finish them: the longest flow and a minute more. */
export function drainSeconds({ timeoutSeconds }: FlowSettings): number {
  return timeoutSeconds + 60;
}

/**
 * How long what runs flows may take to listen. At each start it runs `npm i` in its code folder, which asks the
 * registry even where all packages are there. A registry that does not answer is tried three times, in 3.8
 * minutes, before npm says why; a probe that ends the container earlier hides the reason.
 */
export const packageInstallation = {
  initialDelaySeconds: 10,
  periodSeconds: 10,
  failureThreshold: 60,
} as const;
