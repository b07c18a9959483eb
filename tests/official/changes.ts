/** A change of a stack of the preset dev, made after those before it. */
export interface Change {
  readonly change: string;
  /** The whole configuration after it, but for the password of the administrator. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The administrator's password. @default a generated one */
  readonly adminPassword?: string;
  /** What somebody does by hand before the update. */
  readonly byHand?: readonly (readonly string[])[];
  /** Options of `pulumi up`. */
  readonly options?: readonly string[];
  /** Variables that are set for this one update. */
  readonly environment?: Readonly<Record<string, string>>;
}

// Several pods of the app have a Job for the first boot.
const base = { preset: "dev", version: "0.6.24", services: { app: { replicas: 2 } } };
const changed = {
  ...base,
  version: "0.6.25",
  publicUrl: "http://openops.localhost:8080",
  logging: { level: "debug" },
  services: { app: { replicas: 3 }, gateway: { bodyLimitMi: 50 } },
  database: { storage: { sizeGi: 30 } },
};
const annotated = { ...changed, annotations: { team: "finops" } };
const encrypted = {
  ...annotated,
  database: { storage: { sizeGi: 30 }, tls: { kind: "generated" } },
  cache: { tls: { kind: "generated" } },
  backup: { enabled: true },
  availability: { disruptionBudgets: true },
  publicUrl: "http://openops.localhost",
  exposure: { kind: "load-balancer" },
};
const scaled = {
  ...encrypted,
  services: { app: { replicas: 2, autoscaling: { kind: "load", memoryPercent: 80 } } },
  quota: { pods: 60, limitRange: {} },
};
const reduced = {
  ...encrypted,
  services: { app: { replicas: 2 }, analytics: { enabled: false } },
  exposure: { kind: "cluster-ip" },
};
const adminPassword = "0123456789abcdefghijABCDEFGHIJ12";
const namespace = "--namespace=openops-dev";

export const changes: readonly Change[] = [
  { change: "a first installation", config: base },
  {
    change: "another release, address, log level, body size, number of pods and a larger volume",
    config: changed,
  },
  { change: "an annotation of every object", config: annotated },
  {
    change: "TLS to the stores, backups, disruption budgets and a load balancer",
    config: encrypted,
  },
  { change: "an autoscaler, a quota and a range", config: scaled },
  {
    change: "another annotation, where an autoscaler has set the number of pods",
    config: { ...scaled, annotations: { team: "platform" } },
    byHand: [["scale", "deployment/openops-app", "--replicas=4", namespace]],
  },
  {
    change: "what somebody deleted by hand",
    config: { ...scaled, annotations: { team: "platform" } },
    byHand: [
      ["delete", "deployment/openops-tables", namespace],
      ["delete", "service/redis", namespace],
      ["delete", "poddisruptionbudget/openops-app", namespace],
    ],
    options: ["--refresh"],
  },
  {
    change: "fields that somebody set by hand, taken over",
    config: {
      ...scaled,
      annotations: { team: "platform" },
      services: { ...scaled.services, gateway: { bodyLimitMi: 60 } },
    },
    byHand: [["set", "image", "deployment/nginx", "gateway=nginx:1.29.0", namespace]],
    options: ["--refresh"],
    environment: { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" },
  },
  {
    change: "a service, the autoscaler and the quota taken away",
    config: reduced,
    environment: { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" },
  },
  { change: "a password", config: reduced, adminPassword },
];
