import { resolve } from "node:path";
import { z } from "zod";
import { ensureTools } from "../../sandbox";
import { nodeLayoutOf } from "../../sandbox/node/node-layout";
import { Checkout } from "../engine/checkout";
import { kubectlFor, type Kubectl } from "../engine/kubectl";
import { OutsideClient } from "./outside";

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
  database: { resources: requests },
  cache: { resources: requests },
};

const podSchema = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  status: z.object({
    phase: z.string(),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    containerStatuses: z.array(z.object({ restartCount: z.number() })).default([]),
    initContainerStatuses: z.array(z.object({ restartCount: z.number() })).default([]),
  }),
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

  private constructor(
    readonly checkout: Checkout,
    readonly kubectl: Kubectl,
    readonly stack: string,
  ) {}

  /** Starts a cluster with a real node and brings a stack up in it. */
  static async start(stack: string, config: Readonly<Record<string, unknown>>): Promise<RealStack> {
    const checkout = new Checkout();
    const tools = await ensureTools({ root: checkout.folder, report: () => undefined });
    const kubeconfig = checkout.path(".sandbox", "cluster", "kubeconfig", "admin.yaml");
    const made = new RealStack(checkout, kubectlFor(tools.kubectl, kubeconfig), stack);
    await made.run("sandbox", "start", "--nodes", "real", "--images", images);
    await made.up(config);
    return made;
  }

  get namespace(): string {
    return `openops-${this.stack}`;
  }

  /** Brings the stack up with a configuration; fails with what the command printed. */
  async up(config: Readonly<Record<string, unknown>>): Promise<void> {
    this.checkout.configure(this.stack, { ...small, ...config });
    await this.run("up", "--stack", this.stack);
    this.upMs = Date.now();
  }

  async run(...args: readonly string[]): Promise<string> {
    const { code, out, errors } = await this.checkout.run(...args);
    if (code !== 0) {
      throw new Error(`${args.join(" ")} ended with ${code}:\n${out}\n${errors}`);
    }
    return out;
  }

  /** A client beyond the node that asks the gateway. */
  async gateway(): Promise<OutsideClient> {
    const path = ["-n", this.namespace, "get", "service", "nginx", "-o", "jsonpath={.spec.clusterIP}"];
    const { output } = await this.kubectl(path);
    const { sockets } = nodeLayoutOf(this.checkout.path(".sandbox", "cluster"));
    return new OutsideClient(sockets.outside, { host: output, port: 80 });
  }

  /** Each pod that has not ended, with whether it is ready and how often its containers were started again. */
  async pods(): Promise<readonly string[]> {
    const { output } = await this.kubectl(["-n", this.namespace, "get", "pods", "-o", "json"]);
    const { items } = z.object({ items: z.array(podSchema) }).parse(JSON.parse(output));
    return items
      .filter(({ status }) => status.phase !== "Succeeded")
      .map(({ metadata, status }) => {
        const ready = status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
        const restarts = [...status.containerStatuses, ...status.initContainerStatuses]
          .map(({ restartCount }) => restartCount)
          .reduce((sum, count) => sum + count, 0);
        const name = metadata.labels["app"] ?? metadata.name;
        return `${name}: ${ready ? "ready" : status.phase}, ${restarts} restarts`;
      })
      .sort();
  }

  /** What probes have complained of since the last update. */
  async failedProbes(): Promise<readonly string[]> {
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
    const { ok, output } = await this.kubectl(["-n", this.namespace, "exec", workload, "--", ...command]);
    if (!ok) {
      throw new Error(`${command.join(" ")} in ${workload}: ${output}`);
    }
    return output;
  }

  remove(): Promise<void> {
    return this.checkout.remove();
  }
}
