import { apps, batch, core, Provider } from "@pulumi/kubernetes";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { RandomBytes, RandomPassword } from "@pulumi/random";

/** The small programs that the stand-in plugins are tried with, for the cluster of one kubeconfig. */
export type Programs = {
  /** A web server whose pods take their settings from an auto-named ConfigMap and a generated Secret. */
  shop(shape: { readonly greeting: string; readonly replicas: number }): PulumiFn;
  /** A ConfigMap with a name of the user's in a namespace of its own. */
  note(text: string): PulumiFn;
  /** The ConfigMap `taken/note`, which the cluster has already. */
  taken(options: CustomResourceOptions): PulumiFn;
  namespace(name: string, metadata: NamespaceMetadata): PulumiFn;
  /** A Deployment that has two seconds to become ready. */
  stuck(nodeSelector: Readonly<Record<string, string>>): PulumiFn;
  /** A Job that no node takes and that may live for one second. */
  failingJob(): PulumiFn;
};

export type NamespaceMetadata = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

type Options = CustomResourceOptions;

function namespaceIn(name: string, options: Options) {
  return new core.v1.Namespace("namespace", { metadata: { name } }, options).metadata.name;
}

function shop(options: Options, { greeting, replicas }: { greeting: string; replicas: number }) {
  const namespace = namespaceIn("shop", options);
  const password = new RandomPassword("password", { length: 32, special: false });
  const key = new RandomBytes("key", { length: 16 });
  const settings = new core.v1.ConfigMap(
    "settings",
    { metadata: { namespace }, immutable: true, data: { GREETING: greeting } },
    options,
  );
  const stringData = { PASSWORD: password.result, KEY: key.hex };
  const secrets = new core.v1.Secret(
    "secrets",
    { metadata: { namespace }, immutable: true, stringData },
    options,
  );
  const matchLabels = { app: "web" };
  const configMapRef = { name: settings.metadata.name };
  const secretRef = { name: secrets.metadata.name };
  const container = {
    name: "web",
    image: "web:1",
    env: [{ name: "EMPTY", value: "" }],
    envFrom: [{ configMapRef }, { secretRef }],
    resources: { limits: { cpu: "1000m", memory: "1024Mi" } },
  };
  const template = { metadata: { labels: matchLabels }, spec: { containers: [container] } };
  const metadata = { name: "web", namespace };
  const web = new apps.v1.Deployment(
    "web",
    { metadata, spec: { replicas, selector: { matchLabels }, template } },
    options,
  );
  const service = new core.v1.Service(
    "web",
    { metadata, spec: { selector: matchLabels, ports: [{ port: 80, targetPort: 8080 }] } },
    { ...options, dependsOn: web },
  );
  const clusterIp = service.spec.clusterIP;
  return { password: password.result, key: key.hex, settings: settings.metadata.name, clusterIp };
}

function stuck(options: Options, nodeSelector: Readonly<Record<string, string>>): void {
  const namespace = namespaceIn("stuck", options);
  const matchLabels = { app: "stuck" };
  const containers = [{ name: "stuck", image: "stuck:1" }];
  const template = { metadata: { labels: matchLabels }, spec: { nodeSelector, containers } };
  new apps.v1.Deployment(
    "stuck",
    { metadata: { name: "stuck", namespace }, spec: { selector: { matchLabels }, template } },
    { ...options, customTimeouts: { create: "2s", update: "20s" } },
  );
}

function failingJob(options: Options): void {
  const namespace = namespaceIn("failing", options);
  const containers = [{ name: "job", image: "job:1" }];
  const template = { spec: { restartPolicy: "Never", containers, nodeSelector: { disk: "none" } } };
  new batch.v1.Job(
    "job",
    { metadata: { name: "job", namespace }, spec: { activeDeadlineSeconds: 1, template } },
    options,
  );
}

/** @param kubeconfig path or content, asked for when a program runs. */
export function programsFor(kubeconfig: () => string): Programs {
  const within = (declare: (options: Options) => void | Record<string, unknown>): PulumiFn => {
    const settings = () => ({ kubeconfig: kubeconfig(), clusterIdentifier: "rehearsal" });
    return async () => declare({ provider: new Provider("cluster", settings()) }) ?? undefined;
  };
  return {
    shop: (shape) => within((options) => shop(options, shape)),
    note: (text) =>
      within((options) => {
        const namespace = namespaceIn("fixed", options);
        new core.v1.ConfigMap("note", { metadata: { name: "note", namespace }, data: { text } }, options);
      }),
    taken: (more) =>
      within((options) => {
        const metadata = { name: "note", namespace: "taken" };
        new core.v1.ConfigMap("note", { metadata, data: { text: "theirs" } }, { ...options, ...more });
      }),
    namespace: (name, metadata) =>
      within((options) => {
        new core.v1.Namespace("it", { metadata: { name, ...metadata } }, options);
      }),
    stuck: (nodeSelector) => within((options) => stuck(options, nodeSelector)),
    failingJob: () => within(failingJob),
  };
}
