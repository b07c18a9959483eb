import type { PresetName } from "../config/base-config";
import type { StackLayer } from "./stack-config";

/** One pod of everything, stores in the cluster: the schema's own defaults. */
const dev: StackLayer = {};

/** The smallest sizes OpenOps starts with; TLS and all other safeguards are those of prod. */
const ci: StackLayer = {
  size: "small",
  database: { kind: "in-cluster", tls: { kind: "generated" } },
  cache: { kind: "in-cluster", tls: { kind: "generated" } },
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
  rollout: { backupBeforeUpgrade: true },
  logging: { level: "debug" },
};

/** Sizes for a company's work, TLS to the stores. */
const prod: StackLayer = {
  size: "large",
  services: {
    gateway: { replicas: 2 },
    app: { replicas: 3 },
    engine: { replicas: 3 },
    worker: { replicas: 3 },
    tables: { storage: { sizeGi: 50 } },
    analytics: { replicas: 2 },
  },
  database: { kind: "in-cluster", tls: { kind: "generated" } },
  cache: { kind: "in-cluster", tls: { kind: "generated" } },
  placement: {
    antiAffinity: "preferred",
    spread: { topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
  },
  availability: { disruptionBudgets: true, protectData: true },
  backup: { enabled: true, target: { kind: "claim", storage: { sizeGi: 50 } } },
  rollout: { backupBeforeUpgrade: true },
  logging: { level: "warn" },
};

/** What each preset says beyond the schema's defaults. */
export const presets: Readonly<Record<PresetName, StackLayer>> = { dev, ci, staging, prod };
