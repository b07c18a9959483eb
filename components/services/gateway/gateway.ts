import { nginxImage, nginxUser } from "../../config/pinned-images";
import { httpGet } from "../container-plan";
import { defineService } from "../service";
import { gatewaySettings, gatewaySizes } from "./gateway-settings";

/** Where nginx finds its configuration. */
export const nginxConfig = { folder: "/etc/openops/gateway", file: "nginx.conf" } as const;

/** The path of that file. */
export const nginxConfigPath = `${nginxConfig.folder}/${nginxConfig.file}`;

/** Where the gateway answers that it is alive, whatever its upstreams do. */
export const gatewayHealthPath = "/healthz";

// Above 1023, so that it runs without root and without capabilities.
const containerPort = 8080;

const health = httpGet(gatewayHealthPath, containerPort);

/** nginx, the only way in. It starts without its upstreams, so that it can say that they are away. */
export const gateway = defineService({
  id: "gateway",
  name: "nginx",
  servicePort: 80,
  containerPort,
  healthPath: gatewayHealthPath,
  probed: true,
  settings: gatewaySettings,
  sizes: gatewaySizes,
  image: { name: "nginx", repository: nginxImage.repository, tag: { pinned: nginxImage.tag } },
  runAs: { user: nginxUser, readOnlyRootFilesystem: true },
  words: {
    down: "OpenOps cannot be reached",
    rolling: "requests under way finish, live pages reconnect",
  },
  readsEnvironment: false,
  // nginx ends while the name of an upstream is unknown, so their Services have to be there.
  startsAfter: ["app", "tables", "analytics", "engine", "worker"],
  environment: () => ({}),
  container: () => ({
    startupProbe: { ...health, periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 30 },
    readinessProbe: {
      ...health,
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
    livenessProbe: {
      ...health,
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    // Load balancers need a moment to notice that the pod is leaving; then requests are finished.
    preStop: ["sh", "-c", `sleep 5; nginx -c ${nginxConfigPath} -s quit`],
    volumes: [{ kind: "empty", name: "tmp", mountPath: "/tmp" }],
  }),
});
