import { defineService } from "../service";

/** nginx, the only way in. It starts without its upstreams, so that it can say that they are away. */
export const gateway = defineService({
  id: "gateway",
  name: "nginx",
  servicePort: 80,
  // Above 1023, so that it runs without root and without capabilities.
  containerPort: 8080,
  startsAfter: ["app", "tables", "analytics", "engine", "worker"],
  environment: () => ({}),
});
