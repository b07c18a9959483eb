import { defineService } from "../service";
import { runnerSettings, telemetrySettings } from "../shared-settings";

/** Runs flows in the releases after 0.6.25. Its execute route has no authentication. */
export const worker = defineService({
  id: "worker",
  name: "openops-worker",
  servicePort: 3000,
  containerPort: 3000,
  healthPath: "/v1/health",
  isPartOf: ({ execution }) => execution === "worker",
  waitsFor: ["cache", "tables", "app"],
  // Its engine processes get none of its settings for additional authorities.
  cacheClient: "node-forking",
  internet: { ports: "any" },
  environment: ({ peers, config, secret }) => {
    const { worker: settings } = config.services;
    return {
      ...runnerSettings({ component: "worker", peers, config }),
      ...telemetrySettings(config),
      OPS_FLOW_WORKER_CONCURRENCY: settings.flowConcurrency,
      OPS_SCHEDULED_WORKER_CONCURRENCY: settings.scheduledConcurrency,
      OPS_ENGINE_POOL_MIN_SIZE: settings.enginePoolMinimum,
      OPS_ENGINE_POOL_MAX_SIZE: settings.enginePoolMaximum,
      OPS_ENGINE_COLD_FORK_CONCURRENCY: settings.enginePoolMaximum,
      OPS_ENGINE_MEMORY_LIMIT_MB: settings.engineMemoryMi,
      OPS_ENCRYPTION_KEY: secret("encryptionKey"),
      // The worker signs its own token with it at start.
      OPS_JWT_SECRET: secret("jwtSecret"),
    };
  },
});
