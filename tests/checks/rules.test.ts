import { defaultKinds } from "../../components/config/base-config";
import { mergeLayers, type RawMap } from "../../components/config/layers";
import { rules } from "../../components/checks/rules/rule-registry";
import { stackSchema } from "../../components/stack/stack-config";
import type { SecretValues } from "../../components/values/secret-definitions";
import { releaseWithWorkers } from "../support/docs/releases";

const publicUrl = "https://openops.example.com";
const acm = {
  kind: "acm",
  certificateArns: ["arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"],
};
const loadBalancer = (cloud: string, more: RawMap = {}): RawMap => ({
  publicUrl,
  exposure: { kind: "load-balancer", cloud: { kind: cloud }, ...more },
});
const external: RawMap = { kind: "external", host: "db.example.com", addresses: ["10.0.0.0/24"] };
const aws = { region: "eu-west-1" };
const inStore = (...names: readonly string[]): RawMap => ({
  external: {
    store: { kind: "aws", region: "eu-west-1" },
    keys: Object.fromEntries(names.map((name) => [name, { key: name }])),
  },
});
const inSecret = (...names: readonly string[]): RawMap => ({
  existing: { "openops-env": Object.fromEntries(names.map((name) => [name, "KEY"])) },
});
const withMail = (server: RawMap): RawMap => ({
  mail: { server: { host: "smtp.example.com", from: "openops@example.com", ...server } },
});
const sidecar = { name: "app", image: "example.com/proxy:1" };

/** For each rule a configuration that breaks it; what is not said is as in an empty stack. */
const broken: Readonly<Record<string, RawMap>> = {
  "a request is not above its limit": { services: { app: { resources: { requests: { cpu: "2" } } } } },
  "a service has one pod while its volume is ReadWriteOnce": { services: { tables: { replicas: 2 } } },
  "pods of a service that migrates roll one at a time": { rollout: { maxSurge: 2 } },
  "the engine processes of a worker fit into its memory": {
    ...releaseWithWorkers,
    services: { worker: { engineMemoryMi: 4096 } },
  },
  "a worker may use the CPU that makes an engine process ready in time": {
    ...releaseWithWorkers,
    services: { worker: { resources: { requests: { cpu: "100m" }, limits: { cpu: "400m" } } } },
  },
  "the pool of engine processes has room for its minimum": {
    services: { worker: { enginePoolMinimum: 5 } },
  },
  "a partition leaves no pod out that does not exist": { cache: { updateStrategy: { partition: 2 } } },
  "an autoscaler has room for the pods a service starts with": {
    services: { app: { replicas: 12, autoscaling: { kind: "load", maxReplicas: 10 } } },
  },
  "outside dev no image has the tag latest": { preset: "ci", images: { redis: { tag: "latest" } } },
  "every image has a tag": { version: "0.9.0" },
  "the app and what runs flows come from one release": { images: { engine: { tag: "0.6.24" } } },
  "what runs flows was published with the release": { execution: "worker" },
  "tables and analytics are not those of another release": { images: { tables: { tag: "0.2.17" } } },
  "the identity of backups is of the cloud that keeps them, and the only thing that signs in": {
    backup: { enabled: true, identity: { kind: "gcp" } },
  },
  "a backup before upgrades needs backups": { rollout: { backupBeforeUpgrade: true } },
  "prod has an https address": { preset: "prod" },
  "the address is written as browsers write it": { publicUrl: "https://openops.example.com:443" },
  "browsers keep the cookies that the app sets at the address": { publicUrl: "http://10.0.0.5:30085" },
  "a pod holds one of the largest requests that it takes": { services: { app: { requestBodyLimitMi: 99 } } },
  "the gateway lets in every body that the app takes": { services: { app: { requestBodyLimitMi: 50 } } },
  "what is said of a registry of npm packages holds for one that is asked": {
    packages: { addresses: ["10.20.0.0/16"] },
  },
  "tolerations are such that Kubernetes takes them": {
    placement: { tolerations: [{ operator: "Exists", value: "yes", key: "flows" }] },
  },
  "a certificate is of a kind that the way in takes": loadBalancer("gcp", { tls: acm }),
  "TLS versions and ciphers are only configured where what ends TLS obeys them": loadBalancer("aws", {
    tls: { ...acm, ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"] },
  }),
  "an Issuer is made where an authority can ask over an Ingress": loadBalancer("gcp", {
    tls: { kind: "cert-manager", issuer: "letsencrypt", acme: { email: "ops@example.com" } },
  }),
  "a way in with TLS has an https address": {
    ...loadBalancer("aws", { tls: acm }),
    publicUrl: "http://x.example.com",
  },
  "a way in to prod or to an https address has something that ends TLS": loadBalancer("gcp"),
  "annotations do not take back who reaches the way in, or what ends TLS there": loadBalancer("aws", {
    internal: true,
    annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing" },
  }),
  "an Ingress or HTTPRoute has a host name": {
    exposure: { kind: "ingress", controller: { kind: "traefik" } },
    publicUrl: "http://192.0.2.7",
  },
  "an application load balancer waits for the longest flow": {
    publicUrl,
    exposure: { kind: "ingress", controller: { kind: "alb" } },
    services: { app: { flowTimeoutSeconds: 7200 } },
  },
  "strict transport security fits the address, and preload is an explicit yes": {
    publicUrl,
    services: { gateway: { hsts: { preload: true } } },
  },
  "a static address is given as the cloud takes it": loadBalancer("aws", { address: "203.0.113.7" }),
  "an internal load balancer is one of a known cloud": loadBalancer("other", { internal: true }),
  "an internal load balancer has no public address": loadBalancer("azure", {
    internal: true,
    cloud: { kind: "azure", dnsLabel: "openops" },
  }),
  "each subnet of a load balancer has one static address or none has": loadBalancer("aws", {
    cloud: { kind: "aws", subnets: ["subnet-1", "subnet-2"], elasticIpAllocations: ["eipalloc-1"] },
  }),
  "additional variables do not replace the ones a declaration sets": {
    services: { app: { env: { OPS_LOG_LEVEL: "debug" } } },
  },
  "added labels do not replace the ones that pods are known by": {
    services: { app: { podLabels: { app: "mine" } } },
  },
  "added containers have names of their own": { services: { app: { sidecars: [sidecar] } } },
  "added containers mount volumes of their service": {
    services: {
      app: { sidecars: [{ ...sidecar, name: "proxy", volumeMounts: [{ name: "none", mountPath: "/x" }] }] },
    },
  },
  "a quota has room for every pod at its most, rollouts included": { quota: { requests: { cpu: "1" } } },
  "a quota has room for the number of pods and volume claims": { quota: { pods: 2 } },
  "every container and claim is within the limit range": {
    quota: { limitRange: { max: { cpu: "500m" } } },
  },
  "what others made is in a namespace of theirs": { quota: { existingQuotas: ["team"] } },
  "a previous server is of another kind than the one in use": {
    database: { previous: { kind: "in-cluster" } },
  },
  "the password of a server that exists is given": { database: external },
  "a certificate is compared with a host name": { database: { ...external, host: "10.0.0.7" } },
  "a password is one that its server takes": {
    clouds: { aws },
    cache: { kind: "aws" },
    redisPassword: "too-short",
  },
  "a next password of Redis needs a server that takes two": {
    cache: { kind: "azure" },
    redisPasswordNext: "another-password",
  },
  "what others keep is a secret of the stack or a variable of a service": { secrets: inSecret("nonsense") },
  "a secret is kept in one place": { secrets: { ...inSecret("jwtSecret"), ...inStore("jwtSecret") } },
  "clients move to a next password only where the stack keeps the secret": {
    secrets: inSecret("redisPassword"),
    redisPasswordNext: "another-password",
  },
  "Secrets that exist are in a namespace that exists": { secrets: inSecret("jwtSecret") },
  "the password of a server that is made in a cloud is known to the stack": {
    clouds: { aws },
    database: { kind: "aws" },
    secrets: inStore("postgresPassword"),
  },
  "the users of Redis in the cluster come from one store": {
    monitoring: { kind: "prometheus" },
    secrets: inStore("redisPassword"),
  },
  "a private registry has a user and a password": { registryPassword: "word-of-the-robot" },
  "a mail server's user has a password, and a password a user": { mailPassword: "word-of-the-sender" },
  "mail goes out with the TLS that is usual at its port": withMail({ port: 465 }),
  "outside dev nobody signs in to a mail server in clear": {
    preset: "ci",
    ...withMail({ user: "x", tls: "off" }),
  },
  "the NetworkPolicies know where a mail server inside is": withMail({ host: "10.20.0.25" }),
  "an identity is tied to a cluster that its cloud knows": {
    clouds: { aws },
    services: { engine: { identity: { kind: "aws" } } },
  },
  "an identity reaches the flows of a worker": {
    ...releaseWithWorkers,
    clouds: { aws },
    services: { worker: { identity: { kind: "aws", via: "pod-identity" } } },
  },
  "an identity and the annotations of the account do not contradict each other": {
    clouds: { aws },
    services: {
      engine: {
        identity: { kind: "aws" },
        serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/x" },
      },
    },
  },
  "with backups a database's name leaves room for the one it is restored under": {
    backup: { enabled: true },
    database: { name: "d".repeat(54) },
  },
  "labels added to the pods of backups do not replace the ones that they are known by": {
    backup: { podLabels: { app: "backup" } },
  },
  "without a Secret the pods of backups to Azure ask for their workload identity": {
    backup: {
      enabled: true,
      target: { kind: "azure-blob", account: "companybackups", container: "openops" },
    },
  },
  "a cloud that is used is configured": { database: { kind: "aws" } },
  "servers in a cloud are put into a network that is known": { clouds: { aws }, database: { kind: "aws" } },
  "tags are labels that Google Cloud takes, where it makes a server": {
    clouds: {
      gcp: {
        project: "openops-prod",
        region: "europe-west1",
        network: "openops",
        services: { kind: "existing", name: "google-services", range: "10.30.0.0/16" },
      },
    },
    database: { kind: "gcp" },
    tags: { Team: "FinOps" },
  },
};

const secretValues = ["redisPassword", "redisPasswordNext", "registryPassword", "mailPassword"];

/** What a rule alone says of a configuration. */
function saidBy(name: string, values: RawMap): readonly string[] {
  const given: SecretValues = Object.fromEntries(
    secretValues.flatMap((secret) => {
      const value = values[secret];
      return typeof value === "string" ? [[secret, value] as const] : [];
    }),
  );
  const others = Object.entries(values).filter(([key]) => !secretValues.includes(key));
  const merged = mergeLayers([
    { source: "default", values: { preset: "dev", ...defaultKinds } },
    { source: "test", values: Object.fromEntries(others) },
  ]);
  const config = stackSchema.parse(merged.values);
  const rule = rules.find((one) => one.name === name);
  return [...(rule?.check(config, given, []) ?? [])].map(({ path }) => path);
}

describe.each(rules.map(({ name }) => name))("the rule that %s", (name) => {
  test("refuses a configuration that breaks it, and not an empty one", () => {
    expect(saidBy(name, broken[name] ?? {})).not.toEqual([]);
    expect(saidBy(name, {})).toEqual([]);
  });
});
