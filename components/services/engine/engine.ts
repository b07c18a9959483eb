import { tcpSocket } from "../container-plan";
import { defineService } from "../service";
import {
  codeDirectory,
  drainSeconds,
  flowPurposes,
  npmCache,
  packageInstallation,
  packageRegistry,
  runnerSettings,
} from "../shared-settings";
import { engineSettings, engineSizes } from "./engine-settings";

const port = 3005;

const listening = tcpSocket(port);

const user = 1000;

const processFile = "/tmp/engine.pid";

/**
 * The image keeps what flows compile against in a folder that the volumes below would hide. Node is
 * a child of the shell, because as the first process of a container it would not obey SIGTERM.
 */
const start = `cp -r /var/tmp-base/. /tmp/ && { node main.js & echo $! > ${processFile}; wait $!; }`;

/** The port as /proc/net/tcp writes it, where 01 is ESTABLISHED. */
const open = `grep -qs ' [0-9A-F]*:${port.toString(16).toUpperCase().padStart(4, "0")} [0-9A-F:]* 01 ' /proc/net/tcp /proc/net/tcp6`;

/** Waits until no request is open, since a run is one request, then ends the engine. */
const endAfterRuns = `sleep 5; while ${open}; do sleep 1; done; kill -TERM $(cat ${processFile})`;

/** Runs flows in the releases that have no worker yet. Its execute route has no authentication. */
export const engine = defineService({
  id: "engine",
  name: "openops-engine",
  servicePort: port,
  containerPort: port,
  settings: engineSettings,
  sizes: engineSizes,
  image: { name: "engine", repository: "openops/openops-engine", tag: "version" },
  runAs: { user },
  words: {
    down: "no workflow step runs",
    rolling: "steps under way have the time a pod gets to stop",
  },
  keepsTwo: true,
  isPartOf: ({ execution }) => execution === "engine",
  waitsFor: ["cache", "tables", "app"],
  cacheClient: "node",
  internet: { ports: "any", purposes: flowPurposes },
  reaches: packageRegistry,
  environment: ({ peers, config, flows, secret }) => ({
    ...runnerSettings({ component: "engine", peers, config, flows }),
    NODE_EXTRA_CA_CERTS: peers.cache.extraAuthorityFile,
    OPS_ENCRYPTION_KEY: secret("encryptionKey"),
  }),
  container: ({ config, flows }) => ({
    command: ["/bin/sh", "-c", start],
    startupProbe: { ...listening, ...packageInstallation, timeoutSeconds: 3 },
    readinessProbe: {
      ...listening,
      initialDelaySeconds: 5,
      periodSeconds: 10,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
    livenessProbe: {
      ...listening,
      initialDelaySeconds: 30,
      periodSeconds: 20,
      timeoutSeconds: 3,
      failureThreshold: 6,
    },
    preStop: ["/bin/sh", "-c", endAfterRuns],
    terminationGracePeriodSeconds: drainSeconds(flows),
    fsGroup: user,
    volumes: [
      { kind: "empty", name: "npm", mountPath: "/tmp/.npm" },
      { kind: "empty", name: "codes", mountPath: codeDirectory },
      ...npmCache(config),
    ],
  }),
});
