import { runProgram, type ProgramRun } from "../../support/program";

const settings = {
  podLabels: { team: "finops" },
  podAnnotations: { "example.com/scrape": "yes" },
  serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/openops" },
  hostAliases: [{ ip: "192.0.2.7", hostnames: ["db.example.com"] }],
  volumes: [
    { name: "settings", mountPath: "/etc/company", source: { kind: "config-map", name: "company" } },
    { name: "keys", mountPath: "/etc/keys", source: { kind: "secret", secretName: "keys" } },
    { name: "shared", mountPath: "/shared", readOnly: false, source: { kind: "claim", claimName: "shared" } },
    {
      name: "scratch",
      mountPath: "/scratch",
      readOnly: false,
      source: { kind: "empty-dir", sizeLimit: "1Gi" },
    },
  ],
  sidecars: [
    {
      name: "proxy",
      image: "example.com/proxy:1",
      args: ["--listen", "127.0.0.1:5433"],
      env: { MODE: "strict" },
      volumeMounts: [{ name: "keys", mountPath: "/keys" }],
    },
  ],
  initContainers: [
    { name: "prepare", image: "example.com/prepare:1", command: ["prepare"], runAsUser: 1000 },
  ],
};

let run: ProgramRun;

beforeAll(async () => {
  run = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:services": JSON.stringify({ app: { replicas: 2, ...settings } }),
    "openops:quota": JSON.stringify({
      requests: { cpu: "20", memory: "40Gi" },
      limits: { cpu: "40", memory: "80Gi" },
      persistentVolumeClaims: 5,
      limitRange: {},
    }),
  });
});

const podOf = (type: string, name: string) => run.find(`kubernetes:${type}`, name).inputs.spec;

const hardened = (user: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
});

const resources = { requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "200m", memory: "128Mi" } };

test("a service's pods have what users add, and its container sees their volumes", () => {
  expect(podOf("apps/v1:Deployment", "openops-app")).toMatchObject({
    template: {
      metadata: {
        labels: { team: "finops", app: "openops-app" },
        annotations: { "example.com/scrape": "yes" },
      },
      spec: {
        automountServiceAccountToken: false,
        serviceAccountName: "openops-app",
        hostAliases: [{ ip: "192.0.2.7", hostnames: ["db.example.com"] }],
        containers: [
          {
            volumeMounts: [
              { name: "added-settings", mountPath: "/etc/company", readOnly: true },
              { name: "added-keys", mountPath: "/etc/keys", readOnly: true },
              { name: "added-shared", mountPath: "/shared" },
              { name: "added-scratch", mountPath: "/scratch" },
            ],
          },
        ],
        volumes: [
          { name: "added-settings", configMap: { name: "company" } },
          { name: "added-keys", secret: { secretName: "keys" } },
          { name: "added-shared", persistentVolumeClaim: { claimName: "shared" } },
          { name: "added-scratch", emptyDir: { sizeLimit: "1Gi" } },
        ],
      },
    },
  });
});

test("users' containers are hardened like our own, and a sidecar runs before others begin", () => {
  expect(podOf("apps/v1:Deployment", "openops-app")).toMatchObject({
    template: {
      spec: {
        initContainers: [
          { name: "wait-for-peers" },
          {
            name: "proxy",
            image: "example.com/proxy:1",
            restartPolicy: "Always",
            imagePullPolicy: "IfNotPresent",
            args: ["--listen", "127.0.0.1:5433"],
            env: [{ name: "MODE", value: "strict" }],
            resources,
            securityContext: hardened(65534),
            volumeMounts: [{ name: "added-keys", mountPath: "/keys", readOnly: true }],
          },
          { name: "prepare", command: ["prepare"], resources, securityContext: hardened(1000) },
        ],
      },
    },
  });
});

test("the first boot has the same, under its own label", () => {
  expect(podOf("batch/v1:Job", "openops-app-first-boot")).toMatchObject({
    template: {
      metadata: { labels: { team: "finops", app: "openops-app-first-boot" } },
      spec: {
        initContainers: [{ name: "wait-for-peers" }, { name: "proxy" }, { name: "prepare" }, { name: "app" }],
      },
    },
  });
});

test("an account of a service's own has the cloud's annotations and no token", () => {
  expect(run.find("kubernetes:core/v1:ServiceAccount", "openops-app").inputs).toMatchObject({
    metadata: { annotations: settings.serviceAccountAnnotations },
    automountServiceAccountToken: false,
  });
});

test("other services have none of it", () => {
  const engine = JSON.stringify(podOf("apps/v1:Deployment", "openops-engine"));

  expect(engine).not.toMatch(/added-|proxy:1|serviceAccountName|hostAliases|finops/);
});

test("the namespace has its quota and limits", () => {
  expect(run.find("kubernetes:core/v1:ResourceQuota", "openops-quota").inputs.spec).toEqual({
    hard: {
      "requests.cpu": "20",
      "requests.memory": "40Gi",
      "limits.cpu": "40",
      "limits.memory": "80Gi",
      persistentvolumeclaims: "5",
    },
  });
  expect(run.find("kubernetes:core/v1:LimitRange", "openops-limits").inputs.spec).toEqual({
    limits: [
      {
        type: "Container",
        max: { cpu: "4", memory: "8Gi" },
        min: { cpu: "10m", memory: "16Mi" },
        default: { cpu: "1", memory: "2Gi" },
        defaultRequest: { cpu: "100m", memory: "128Mi" },
      },
      { type: "PersistentVolumeClaim", max: { storage: "100Gi" } },
    ],
  });
});

test("the stack tells every image that its pods run", () => {
  expect(run.outputs.images).toEqual([
    "example.com/prepare:1",
    "example.com/proxy:1",
    "nginx:1.30.7",
    "postgres:17.12",
    "public.ecr.aws/openops/openops-analytics:0.14.7",
    "public.ecr.aws/openops/openops-app:0.6.25",
    "public.ecr.aws/openops/openops-engine:0.6.25",
    "public.ecr.aws/openops/openops-tables:0.2.19",
    "redis:7.4.11",
  ]);
});
