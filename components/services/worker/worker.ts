import { httpGet } from "../container-plan";
import { defineService } from "../service";
import {
  drainSeconds,
  flowPurposes,
  npmCache,
  npmFile,
  packageInstallation,
  packageRegistry,
  runnerSettings,
  telemetryPurpose,
  telemetrySettings,
} from "../shared-settings";
import { processesMadeReady, workerPoolSizes, workerSettings, workerSizes } from "./worker-settings";

const port = 3000;

const healthPath = "/v1/health";

const health = httpGet(healthPath, port);

const user = 1000;

const home = "/home/node";

/** Runs flows in the releases that have no engine any more. Its execute route has no authentication. */
export const worker = defineService({
  id: "worker",
  name: "openops-worker",
  servicePort: port,
  containerPort: port,
  healthPath,
  settings: workerSettings,
  sizes: workerSizes,
  sizedSettings: workerPoolSizes,
  image: { name: "worker", repository: "openops/openops-worker", tag: "version" },
  runAs: { user },
  words: {
    down: "no workflow runs; runs wait in the queue",
    rolling: "runs under way have the time a pod gets to stop",
  },
  keepsTwo: true,
  isPartOf: ({ execution }) => execution === "worker",
  waitsFor: ["cache", "tables", "app"],
  // Its engine processes get none of its settings for additional authorities.
  cacheClient: "node-forking",
  internet: { ports: "any", purposes: [...flowPurposes, telemetryPurpose] },
  reaches: packageRegistry,
  environment: ({ peers, config, settings, flows, secret }) => {
    return {
      ...runnerSettings({ component: "worker", peers, config, flows }),
      ...telemetrySettings(config),
      // Code that it shares with the app ends at import without it.
      OPS_OPENOPS_ADMIN_EMAIL: config.admin.email,
      OPS_FLOW_WORKER_CONCURRENCY: settings.flowConcurrency,
      OPS_SCHEDULED_WORKER_CONCURRENCY: settings.scheduledConcurrency,
      OPS_ENGINE_POOL_MIN_SIZE: settings.enginePoolMinimum,
      OPS_ENGINE_POOL_MAX_SIZE: settings.enginePoolMaximum,
      OPS_ENGINE_COLD_FORK_CONCURRENCY: processesMadeReady(settings.resources.requests.cpu),
      OPS_ENGINE_MEMORY_LIMIT_MB: settings.engineMemoryMi,
      OPS_ENCRYPTION_KEY: secret("encryptionKey"),
      // The worker signs its own token with it at start.
      OPS_JWT_SECRET: secret("jwtSecret"),
    };
  },
  container: ({ config, flows }) => ({
    startupProbe: { ...health, ...packageInstallation, timeoutSeconds: 5 },
    readinessProbe: {
      ...health,
      initialDelaySeconds: 5,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    livenessProbe: {
      ...health,
      initialDelaySeconds: 30,
      periodSeconds: 30,
      timeoutSeconds: 5,
      failureThreshold: 6,
    },
    // It ends by itself once its running flows have.
    terminationGracePeriodSeconds: drainSeconds(flows),
    fsGroup: user,
    volumes: [
      // Credentials of the clouds' command lines; /tmp itself stays the image's, which seeds it.
      { kind: "empty", name: "azure", mountPath: "/tmp/azure" },
      { kind: "empty", name: "gcloud", mountPath: "/tmp/gcloud" },
      // The processes that run flows are started without the variables of the pod; they do keep the home folder.
      { kind: "identity", name: "identity", home },
      npmFile(config, home),
      ...npmCache(config),
    ],
  }),
});
