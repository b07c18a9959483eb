import { defineService } from "../service";
import { runnerSettings } from "../shared-settings";

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
  environment: ({ peers, config, secret }) => ({
    ...runnerSettings({ component: "engine", peers, config }),
    NODE_EXTRA_CA_CERTS: peers.cache.extraAuthorityFile,
    OPS_ENCRYPTION_KEY: secret("encryptionKey"),
  }),
});
