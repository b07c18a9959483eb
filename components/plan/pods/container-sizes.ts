import type { StackConfig } from "../../stack/stack-config";

/** What a container requests and may use. */
export type Resources = StackConfig["services"]["app"]["resources"];

/** A shell that waits. Measured: bash in such a loop takes 3 MiB; the limit is an estimate with room. */
export const shellResources: Resources = {
  requests: { cpu: "10m", memory: "16Mi" },
  limits: { cpu: "100m", memory: "64Mi" },
};

/**
 * The proxy that speaks TLS to Redis. As the gateway nginx took 5 MiB idle and 15 at most; the rest is room for
 * connections.
 */
export const cacheProxyResources: Resources = {
  requests: { cpu: "20m", memory: "16Mi" },
  limits: { cpu: "200m", memory: "64Mi" },
};

/** An exporter of metrics. An estimate: a program in Go of a few MiB that holds one page of figures at a time. */
export const exporterResources: Resources = {
  requests: { cpu: "20m", memory: "32Mi" },
  limits: { cpu: "100m", memory: "64Mi" },
};

/** The Job that prepares databases. Measured: bash takes 3 MiB, psql 17 to 10 and pg_dump to 11; all three may run. */
export const bootstrapResources: Resources = {
  requests: { cpu: "50m", memory: "64Mi" },
  limits: { cpu: "200m", memory: "128Mi" },
};

/** Node.js that asks services for their health. Measured: 61 MiB with one request under way. */
export const smokeResources: Resources = {
  requests: { cpu: "20m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

/**
 * What carries backups to a bucket. Reasoned from rclone's defaults: four files at a time, each with a buffer of
 * 16 MiB and, to S3, four parts of 5 MiB, which is 144 MiB, and as much again for Go until garbage is collected.
 */
export const transferResources: Resources = {
  requests: { cpu: "50m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "512Mi" },
};
