import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { imageReference } from "../../components/stack/images";
import { mergeLayers, type RawMap } from "../../components/config/layers";
import { ensureTools } from "../../sandbox";
import { nodeLayoutOf } from "../../sandbox/node/node-layout";
import { until } from "../../sandbox/processes/until";
import { Checkout } from "../engine/checkout";
import { kubectlFor, type Kubectl } from "../engine/kubectl";
import { configOf } from "../support/configuration";
import { OutsideClient } from "./outside";
import { PackageRegistry } from "./outside/package-registry";
import { areReadySince, podLines } from "./pod-list";

const images = resolve(__dirname, "../../.sandbox/node/images");

/** All pods of a stack fit on one small machine; what they may use stays as the stack says. */
const requests = { requests: { cpu: "10m", memory: "64Mi" } };
const small = {
  services: Object.fromEntries(
    ["gateway", "app", "engine", "worker", "tables", "analytics"].map((name) => [
      name,
      { resources: requests },
    ]),
  ),
  database: { kind: "in-cluster", resources: requests },
  cache: { kind: "in-cluster", resources: requests },
};

/** The program that each service's stub is. */
const stubOf = {
  "openops-app": ["node", "/opt/stubs/app.js"],
  "openops-worker": ["node", "/opt/stubs/worker.js"],
  "openops-tables": ["python3", "/opt/stubs/tables.py"],
  "openops-analytics": ["python3", "/opt/stubs/analytics.py"],
} as const;

export type StubName = keyof typeof stubOf;

const observedSeconds = 120;
const recoverySeconds = 180;
const secretTimeoutSeconds = 300;
const secretListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      data: z.record(z.string(), z.string()).default({}),
    }),
  ),
});
const eventSchema = z.object({
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTimestamp: z.string().nullish(),
  involvedObject: z.object({ name: z.string() }),
});

/** A stack on a real node of its own, brought up by the real engine. */
export class RealStack {
  /** When the last update was over. */
  upMs = 0;
  /** Where what runs flows installs its packages from. */
  readonly packages: PackageRegistry;

  private constructor(
    readonly checkout: Checkout,
    readonly kubectl: Kubectl,
    readonly stack: string,
  ) {
    this.packages = new PackageRegistry(checkout.path(".sandbox", "cluster"));
  }

  /** Starts a cluster with a real node and brings a stack up in it. */
  static async start(stack: string, config: RawMap): Promise<RealStack> {
    const made = await RealStack.onNode(stack);
    try {
      await made.up(config);
      return made;
    } catch (error) {
      await made.remove();
      throw error;
    }
  }

  /** Starts a cluster with a real node for a stack that is brought up later, with options of the command. */
  static async onNode(stack: string, ...options: readonly string[]): Promise<RealStack> {
    const checkout = new Checkout();
    const tools = await ensureTools({ root: checkout.folder, report: () => undefined });
    const kubeconfig = checkout.path(".sandbox", "cluster", "kubeconfig", "admin.yaml");
    const made = new RealStack(checkout, kubectlFor(tools.kubectl, kubeconfig), stack);
    try {
      await made.run("sandbox", "start", "--nodes", "real", "--images", images, ...options);
      await made.packages.start();
      await made.apply(PackageRegistry.objects);
      return made;
    } catch (error) {
      await made.remove();
      throw error;
    }
  }

  get namespace(): string {
    return `openops-${this.stack}`;
  }

  /** Brings the stack up with a configuration and options of the command; fails with what the command printed. */
  async up(config: RawMap, ...options: readonly string[]): Promise<void> {
    this.configure(config);
    await this.run("up", "--stack", this.stack, ...options);
    this.upMs = Date.now();
  }

  /** Writes the stack's file, for the next command. */
  configure(config: RawMap): void {
    const layers = [small, PackageRegistry.settings, config].map((values) => ({ source: "test", values }));
    this.checkout.configure(this.stack, mergeLayers(layers).values);
  }

  async run(...args: readonly string[]): Promise<string> {
    const { code, out, errors } = await this.checkout.run(...args);
    if (code !== 0) {
      throw new Error(`${args.join(" ")} ended with ${code}:\n${out}\n${errors}`);
    }
    return out;
  }

  /** A client beyond the node that asks the gateway, by its load balancer where it has one; over TLS with an authority. */
  async gateway(authority?: string): Promise<OutsideClient> {
    const path = "jsonpath={.spec.clusterIP} {.status.loadBalancer.ingress[0].ip}";
    const { output } = await this.kubectl(["-n", this.namespace, "get", "service", "nginx", "-o", path]);
    const host = output.trim().split(" ").at(-1) ?? "";
    const { sockets } = nodeLayoutOf(this.checkout.path(".sandbox", "cluster"));
    return new OutsideClient(sockets.external, { host, port: authority === undefined ? 80 : 443 }, authority);
  }

  /** The value that a Secret of a workload has for a variable, once there is one; the newest where names differ. */
  async awaitSecret(workload: string, variable: string): Promise<string> {
    const list = [
      "-n",
      this.namespace,
      "get",
      "secrets",
      "-o",
      "json",
      "--sort-by=.metadata.creationTimestamp",
    ];
    const found = await until(secretTimeoutSeconds, async () => {
      const { ok, output } = await this.kubectl(list);
      const { items } = secretListSchema.parse(ok ? JSON.parse(output) : { items: [] });
      return items
        .filter(({ metadata }) => metadata.name.startsWith(`${workload}-`))
        .flatMap(({ data }) => data[variable] ?? [])
        .at(-1);
    });
    if (found === undefined) {
      throw new Error(`No Secret of ${workload} has ${variable}`);
    }
    return Buffer.from(found, "base64").toString("utf8");
  }

  /** Each pod that has not ended, with whether it is ready and how often its containers were started again. */
  async pods(): Promise<readonly string[]> {
    const { output } = await this.kubectl(["-n", this.namespace, "get", "pods", "-o", "json"]);
    return podLines(output);
  }

  /**
   * Waits until every pod, or those of one workload, is ready with containers that were started after a moment;
   * false when it takes too long.
   */
  async recoversAfter(sinceMs: number, workload?: string): Promise<boolean> {
    const which = workload === undefined ? [] : ["-l", `app=${workload}`];
    const recovered = await until(recoverySeconds, async () => {
      const list = ["-n", this.namespace, "get", "pods", ...which, "-o", "json"];
      const { ok, output } = await this.kubectl(list);
      return ok && areReadySince(output, sinceMs) ? true : undefined;
    });
    return recovered === true;
  }

  /** What was wrong in the two minutes after the last update: failed probes, and pods that are not as they began. */
  async complaints(): Promise<readonly string[]> {
    await sleep(Math.max(0, this.upMs + observedSeconds * 1000 - Date.now()));
    const restarted = (await this.pods()).filter((pod) => !pod.endsWith(": ready, 0 restarts"));
    return [...(await this.#failedProbes()), ...restarted];
  }

  /** What probes have complained of since the last update. */
  async #failedProbes(): Promise<readonly string[]> {
    const { output } = await this.kubectl(["-n", this.namespace, "get", "events", "-o", "json"]);
    const { items } = z.object({ items: z.array(eventSchema) }).parse(JSON.parse(output));
    return items
      .filter(({ reason, lastTimestamp }) => {
        return reason === "Unhealthy" && Date.parse(lastTimestamp ?? "") > this.upMs;
      })
      .map(({ involvedObject, message }) => `${involvedObject.name}: ${message ?? ""}`);
  }

  /** Runs a command in the container of a workload. */
  async exec(workload: string, ...command: readonly string[]): Promise<string> {
    const { ok, output } = await this.kubectl([
      "-n",
      this.namespace,
      "exec",
      "--quiet",
      workload,
      "--",
      ...command,
    ]);
    if (!ok) {
      throw new Error(`${command.join(" ")} in ${workload}: ${output}`);
    }
    return output;
  }

  /** Puts objects into the cluster, as its administrator. */
  async apply(objects: readonly object[]): Promise<void> {
    const text = objects.map((object) => JSON.stringify(object)).join("\n");
    const { ok, output } = await this.kubectl(["apply", "-f", "-"], text);
    if (!ok) {
      throw new Error(`The objects could not be applied: ${output}`);
    }
  }

  /** `connected` where the stores answer the clients of a workload, with what its container has; else the reasons. */
  async storesAnswer(workload: StubName): Promise<string> {
    const command = [...stubOf[workload], "check"];
    const exec = ["-n", this.namespace, "exec", "--quiet", `deployment/${workload}`, "--", ...command];
    const { output } = await this.kubectl(exec);
    // A service tries several times, and what it said meanwhile is of no interest once it is let in.
    const isIn = output.split("\n").includes("connected");
    return isIn ? "connected" : output.trim();
  }

  /** Waits until every pod is ready; false when it takes too long. */
  becomesReady(): Promise<boolean> {
    return this.recoversAfter(0);
  }

  /** Runs a pod that does nothing in a namespace without policies; it says of itself that it is of the stack. */
  async addStranger(namespace: string): Promise<void> {
    const metadata = { name: "stranger", namespace, labels: { app: "openops-app" } };
    const container = {
      name: "stranger",
      image: imageReference("redis", configOf({})),
      command: ["sleep", "infinity"],
    };
    const objects = [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
      { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [container] } },
    ];
    await this.apply(objects);
    await this.kubectl(["-n", namespace, "wait", "--for=condition=Ready", "pod/stranger", "--timeout=60s"]);
  }

  remove(): Promise<void> {
    this.packages.stop();
    return this.checkout.remove();
  }
}
