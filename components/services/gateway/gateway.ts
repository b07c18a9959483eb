import { defineService } from "../service";

/** Where the gateway answers that it is alive, whatever its upstreams do. */
export const gatewayHealthPath = "/healthz";

/** nginx, the only way in. It starts without its upstreams, so that it can say that they are away. */
export const gateway = defineService({
  id: "gateway",
  name: "nginx",
  servicePort: 80,
  // Above 1023, so that it runs without root and without capabilities.
  containerPort: 8080,
  healthPath: gatewayHealthPath,
  // nginx ends while the name of an upstream is unknown, so their Services have to be there.
  startsAfter: ["app", "tables", "analytics", "engine", "worker"],
  environment: () => ({}),
});
