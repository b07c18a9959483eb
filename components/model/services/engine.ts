import { cacheDatabases } from "../databases";
import { defineService } from "../service";
import { codeDirectory, executorSettings, queueSettings } from "./shared-settings";

/** Runs flows in releases up to 0.6.25. Its execute route has no authentication. */
export const engine = defineService({
  id: "engine",
  name: "openops-engine",
  servicePort: 3005,
  containerPort: 3005,
  isPartOf: ({ execution }) => execution === "engine",
  waitsFor: ["cache", "tables", "app"],
  cacheClient: "node",
  // Flows call clouds, services and databases of all kinds.
  internet: { ports: "any" },
  environment: ({ peers: { app, cache, tables }, config, secret }) => ({
    OPS_COMPONENT: "engine",
    OPS_VERSION: config.version,
    OPS_BASE_CODE_DIRECTORY: codeDirectory,
    OPS_SERVER_API_URL: `${app.url}/api/`,
    OPS_FRONTEND_URL: config.publicUrl,
    OPS_OPENOPS_ADMIN_EMAIL: config.admin.email,
    OPS_OPENOPS_TABLES_API_URL: tables.url,
    ...queueSettings(cache.url(cacheDatabases.app), config),
    ...executorSettings(config),
    NODE_EXTRA_CA_CERTS: cache.tls?.authorityFile,
    OPS_ENCRYPTION_KEY: secret("encryptionKey"),
  }),
});
