import { resourcesOf } from "./schema/workload-resources";
import type { PresetName, StackLayer } from "./schema/stack";

/** One pod of everything, stores in the cluster: the schema's own defaults. */
const dev: StackLayer = {};

/** The smallest sizes OpenOps starts with; TLS and all other safeguards are those of prod. */
const ci: StackLayer = {
  services: {
    gateway: { resources: resourcesOf({ requests: ["64Mi", "50m"], limits: ["128Mi", "100m"] }) },
    app: { resources: resourcesOf({ requests: ["512Mi", "200m"], limits: ["1Gi", "500m"] }) },
    engine: { resources: resourcesOf({ requests: ["384Mi", "150m"], limits: ["768Mi", "300m"] }) },
    worker: {
      resources: resourcesOf({ requests: ["768Mi", "200m"], limits: ["1536Mi", "500m"] }),
      enginePoolMaximum: 1,
      engineMemoryMi: 256,
    },
    tables: { resources: resourcesOf({ requests: ["512Mi", "250m"], limits: ["2Gi", "500m"] }) },
    analytics: { resources: resourcesOf({ requests: ["512Mi", "200m"], limits: ["1Gi", "400m"] }) },
  },
  database: {
    kind: "in-cluster",
    tls: { kind: "generated" },
    resources: resourcesOf({ requests: ["512Mi", "200m"], limits: ["1Gi", "400m"] }),
  },
  cache: {
    kind: "in-cluster",
    tls: { kind: "generated" },
    resources: resourcesOf({ requests: ["128Mi", "50m"], limits: ["256Mi", "150m"] }),
  },
  integrations: { telemetry: "DISABLED" },
};

/** Two pods of what can have two, sizes of dev, TLS to the stores. */
const staging: StackLayer = {
  services: {
    gateway: { replicas: 2 },
    app: { replicas: 2 },
    engine: { replicas: 2 },
    worker: { replicas: 2 },
  },
  database: { kind: "in-cluster", tls: { kind: "generated" } },
  cache: { kind: "in-cluster", tls: { kind: "generated" } },
  availability: { disruptionBudgets: true, protectData: true },
  backup: { enabled: true },
  logging: { level: "debug" },
};

/** Sizes for a company's work, TLS to the stores. */
const prod: StackLayer = {
  services: {
    gateway: { replicas: 2 },
    app: { replicas: 3, resources: resourcesOf({ requests: ["2Gi", "1"], limits: ["4Gi", "2"] }) },
    engine: { replicas: 3, resources: resourcesOf({ requests: ["1Gi", "500m"], limits: ["2Gi", "1"] }) },
    worker: {
      replicas: 3,
      resources: resourcesOf({ requests: ["2Gi", "1"], limits: ["6Gi", "2"] }),
      flowConcurrency: 2,
      scheduledConcurrency: 2,
      enginePoolMinimum: 2,
      enginePoolMaximum: 4,
      engineMemoryMi: 768,
    },
    tables: { storage: { sizeGi: 50 } },
    analytics: { replicas: 2, resources: resourcesOf({ requests: ["2Gi", "1"], limits: ["4Gi", "2"] }) },
  },
  database: {
    kind: "in-cluster",
    tls: { kind: "generated" },
    resources: resourcesOf({ requests: ["2Gi", "1"], limits: ["4Gi", "2"] }),
  },
  cache: { kind: "in-cluster", tls: { kind: "generated" } },
  placement: {
    antiAffinity: "preferred",
    spread: { topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
  },
  availability: { disruptionBudgets: true, protectData: true },
  backup: { enabled: true, target: { kind: "claim", storage: { sizeGi: 50 } } },
  logging: { level: "warn" },
};

/** What each preset says beyond the schema's defaults. */
export const presets: Readonly<Record<PresetName, StackLayer>> = { dev, ci, staging, prod };
