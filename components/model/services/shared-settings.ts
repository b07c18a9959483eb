import type { DatabasePeer } from "../peers";
import type { StackConfig } from "../schema/stack";
import type { Environment } from "../service";
import type { Text } from "../text";

/** How long tokens live; the app and tables must agree on both. */
export const tokenLifetimes = { sessionHours: 168, tablesAccessMinutes: 60 } as const;

/** Where the code of flows is kept in the pods that run them. */
export const codeDirectory = "/tmp/codes";

/** Queue and log settings that the app and what runs flows share. */
export function queueSettings(cacheUrl: Text, { logging }: StackConfig): Environment {
  return {
    OPS_QUEUE_MODE: "REDIS",
    OPS_REDIS_URL: cacheUrl,
    OPS_LOG_LEVEL: logging.level,
    OPS_LOG_PRETTY: logging.pretty,
    OPS_LOG_REDACTION: logging.redaction,
  };
}

/** How flows run; the app, engine and worker must agree. */
export function executorSettings({ services, integrations }: StackConfig): Environment {
  return {
    OPS_BLOCKS_SOURCE: "FILE",
    OPS_BLOCKS_SYNC_MODE: "NONE",
    OPS_EXECUTION_MODE: "SANDBOX_CODE_ONLY",
    OPS_CODE_BLOCK_MEMORY_LIMIT_IN_MB: 256,
    OPS_FLOW_TIMEOUT_SECONDS: services.app.flowTimeoutSeconds,
    OPS_ENABLE_HOST_VALIDATION: services.app.hostValidation,
    OPS_AWS_ENABLE_IMPLICIT_ROLE: integrations.awsImplicitRole,
  };
}

/** What libpq uses in a connection that says nothing of TLS itself. */
export function libpqSettings({ tls }: DatabasePeer): Environment {
  return { PGSSLMODE: tls?.mode, PGSSLROOTCERT: tls?.authorityFile };
}
