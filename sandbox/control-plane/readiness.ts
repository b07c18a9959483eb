import { z } from "zod";
import { readLogTail, runningPid } from "../processes/daemon";
import { portIsFree } from "../processes/ports";
import { until } from "../processes/until";
import { SandboxError } from "../errors";
import type { Answer, Administrator } from "./administrator";
import type { ControlPlaneComponent } from "./components";

const nodesTimeoutSeconds = 60;

/** Whether a component answers its health check. */
export async function isHealthy(client: Administrator, port: number, path: string): Promise<boolean> {
  const { status } = await client.send({ port, path });
  return status === 200;
}

function failure(component: ControlPlaneComponent, what: string): SandboxError {
  return new SandboxError(
    `${component.name} ${what}. The end of its log (${component.logFile}):\n${readLogTail(component)}`,
  );
}

/**
 * Waits until the component answers its health check.
 * @throws SandboxError with the end of its log when it ends or takes longer than its time
 */
export async function awaitHealthy(client: Administrator, component: ControlPlaneComponent): Promise<void> {
  const { path, timeoutSeconds } = component.health;
  const outcome = await until(timeoutSeconds, async () => {
    if (runningPid(component) === undefined) {
      return "ended";
    }
    return (await isHealthy(client, component.port, path)) ? "healthy" : undefined;
  });
  if (outcome === "ended") {
    // A port is free again when the process that wanted it ended, unless another process took it first.
    const taken = !(await portIsFree(component.port));
    throw failure(
      component,
      taken
        ? `ended: another program took port ${component.port}. Run the command again; it then chooses another`
        : "ended while it started",
    );
  }
  if (outcome === undefined) {
    throw failure(component, `did not become ready within ${timeoutSeconds} s`);
  }
}

const nodeSchema = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
});

/** Whether an answer shows a Node whose Ready condition is True. */
export function isReadyNode(answer: Answer): boolean {
  if (answer.status !== 200) {
    return false;
  }
  const node = nodeSchema.parse(JSON.parse(answer.body));
  return node.status.conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

export interface NodeTarget {
  readonly port: number;
  readonly names: readonly string[];
}

const leasePath = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

/** How many of the nodes are Ready and have a lease, which is renewed only by a living KWOK. */
export async function readyNodes(client: Administrator, { port, names }: NodeTarget): Promise<number> {
  const ready = await Promise.all(
    names.map(async (name) => {
      const [node, lease] = await Promise.all([
        client.send({ port, path: `/api/v1/nodes/${name}` }),
        client.send({ port, path: `${leasePath}/${name}` }),
      ]);
      return isReadyNode(node) && lease.status === 200;
    }),
  );
  return ready.filter(Boolean).length;
}

/**
 * Deletes the nodes' leases. A new KWOK process would otherwise leave the nodes alone until the leases of
 * the last one expire, 40 seconds later.
 */
export async function releaseNodes(client: Administrator, { port, names }: NodeTarget): Promise<void> {
  await Promise.all(
    names.map((name) => client.send({ port, path: `${leasePath}/${name}`, method: "DELETE" })),
  );
}

/**
 * Waits until pods can be created and run: the nodes are Ready and the default service account exists.
 * @throws SandboxError with the end of the responsible component's log
 */
export async function awaitUsable(
  client: Administrator,
  target: NodeTarget,
  components: { readonly kwok: ControlPlaneComponent; readonly controllerManager: ControlPlaneComponent },
): Promise<void> {
  const nodes = await until(nodesTimeoutSeconds, async () =>
    (await readyNodes(client, target)) === target.names.length ? true : undefined,
  );
  if (nodes === undefined) {
    throw failure(components.kwok, `did not make the nodes Ready within ${nodesTimeoutSeconds} s`);
  }
  const path = "/api/v1/namespaces/default/serviceaccounts/default";
  const account = await until(nodesTimeoutSeconds, async () =>
    (await client.send({ port: target.port, path })).status === 200 ? true : undefined,
  );
  if (account === undefined) {
    throw failure(components.controllerManager, `made no service account within ${nodesTimeoutSeconds} s`);
  }
}
