import { applyDefinitions } from "./definitions";
import type { ProgramCluster } from "./programs/program-cluster";

/** A stack that makes every kind of object that Kubernetes itself has. */
export const whole = {
  publicUrl: "https://openops.example.com",
  exposure: {
    kind: "ingress",
    controller: { kind: "nginx", namespace: "ingress-nginx" },
    tls: { kind: "existing-secret" },
  },
  placement: { priorityClassName: "high" },
  services: {
    app: { replicas: 2, autoscaling: { kind: "load", memoryPercent: 80 } },
    engine: { replicas: 2, serviceAccountAnnotations: { "example.com/team": "finops" } },
  },
  database: { kind: "in-cluster", storage: { storageClass: "standard" } },
  quota: {
    requests: { cpu: "20", memory: "40Gi" },
    limits: { cpu: "40", memory: "80Gi" },
    limitRange: {},
  },
  availability: { disruptionBudgets: true },
  backup: { enabled: true },
  rollout: { timeoutMinutes: 1 },
};

/** The same stack with something changed of every object. */
export const relabelled = { ...whole, labels: { team: "finops" } };

const identity = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/openops-secrets" };
const keys = { adminPassword: { key: "openops/admin" } };
const certificate = { kind: "existing-secret" };

/** In a namespace that exists. */
export const inNamespace = {
  publicUrl: "https://openops.example.com",
  cluster: { createNamespace: false },
  rollout: { timeoutMinutes: 1 },
};

/** Stacks with what controllers of others carry out, in a namespace that exists. */
export const options = [
  [
    "a route, a scaler, monitors and a store of secrets",
    {
      ...inNamespace,
      exposure: { kind: "gateway-api", gateway: { name: "public" }, tlsInFront: true },
      services: { engine: { autoscaling: { kind: "queue" } } },
      cache: { kind: "in-cluster", tls: { kind: "cert-manager", issuer: "company" } },
      monitoring: { kind: "prometheus", probe: { prober: "blackbox-exporter.monitoring.svc:9115" } },
      secrets: { external: { store: { kind: "aws", region: "eu-west-1", identity }, keys } },
    },
  ],
  [
    "Google's controller and a store of secrets that is there",
    {
      ...inNamespace,
      exposure: { kind: "ingress", controller: { kind: "gce", sslPolicy: "modern" }, tls: certificate },
      secrets: {
        external: { store: { kind: "existing", storeKind: "ClusterSecretStore", name: "company" }, keys },
      },
    },
  ],
  [
    "Traefik",
    {
      ...inNamespace,
      exposure: {
        kind: "ingress",
        controller: { kind: "traefik" },
        tls: {
          kind: "cert-manager",
          issuer: "letsencrypt",
          acme: { email: "ops@example.com" },
          minimumVersion: "1.2",
        },
      },
    },
  ],
] as const;

/** Puts into a cluster the classes that the stacks name. */
export async function provideClasses(cluster: ProgramCluster): Promise<void> {
  const priority = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", value: 1000 };
  await cluster.apply({ ...priority, metadata: { name: "high" } });
  for (const name of ["nginx", "gce", "traefik"]) {
    await cluster.apply({
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name },
      spec: { controller: "example.com/ingress" },
    });
  }
}

/** Puts into a cluster the definitions of what controllers of others carry out, and a store of secrets. */
export async function provideDefinitions(cluster: ProgramCluster): Promise<void> {
  await applyDefinitions(cluster.kubectl, [
    ...(["HTTPRoute", "Certificate", "ScaledObject", "TriggerAuthentication", "Probe"] as const),
    ...(["ExternalSecret", "SecretStore", "ClusterSecretStore", "ServiceMonitor"] as const),
    ...(["PrometheusRule", "TLSOption", "BackendConfig", "FrontendConfig", "Issuer"] as const),
  ]);
  await cluster.apply({
    apiVersion: "external-secrets.io/v1",
    kind: "ClusterSecretStore",
    metadata: { name: "company" },
    spec: { provider: { fake: { data: [] } } },
  });
}
