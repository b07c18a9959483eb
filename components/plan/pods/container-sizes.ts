import type { StackConfig } from "../../stack/stack-config";

/** What a container requests and may use. */
export type Resources = StackConfig["services"]["app"]["resources"];

/** A shell that waits. */
export const shellResources: Resources = {
  requests: { cpu: "10m", memory: "16Mi" },
  limits: { cpu: "100m", memory: "64Mi" },
};

/** The proxy that speaks TLS to Redis. */
export const cacheProxyResources: Resources = {
  requests: { cpu: "20m", memory: "16Mi" },
  limits: { cpu: "200m", memory: "64Mi" },
};

/** An exporter of metrics. */
export const exporterResources: Resources = {
  requests: { cpu: "20m", memory: "32Mi" },
  limits: { cpu: "100m", memory: "64Mi" },
};

/** The Job that prepares databases. */
export const bootstrapResources: Resources = {
  requests: { cpu: "50m", memory: "64Mi" },
  limits: { cpu: "200m", memory: "128Mi" },
};

/** Node.js that asks services for their health. */
export const smokeResources: Resources = {
  requests: { cpu: "20m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

/** What carries backups to a bucket. */
export const transferResources: Resources = {
  requests: { cpu: "50m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "512Mi" },
};
