import { declaredServices, servicesOf } from "../../components/stack/declared-services";
import { connectionsOf } from "../../components/plan/network/policies";
import { objectName } from "../../components/plan/names";
import { addresses } from "../../sandbox/node/addresses";
import { nodeLayoutOf } from "../../sandbox/node/node-layout";
import { connectThrough } from "../../sandbox/node/tunnel";
import { configOf } from "../support/configuration";
import { podListSchema } from "./pod-list";
import type { RealStack } from "./real-stack";

/** Somewhere that a pod may try to connect to. */
interface Place {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

interface RunningPod {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly address: string;
}

/** What no pod of a stack needs: the API server by both of its addresses, the kubelet, a cloud's metadata. */
export const forbiddenPlaces: readonly Place[] = [
  { name: "kubernetes", address: addresses.kubernetesService, port: 443 },
  { name: "api server", address: addresses.node, port: addresses.apiServerPort },
  { name: "kubelet", address: addresses.node, port: 10250 },
  { name: "metadata", address: addresses.cloudMetadata, port: 80 },
];

/** Every port that a container of a stack listens on, whether it is meant for others or not. */
const ports = [80, 3000, 3005, 5432, 6379, 8080, 8088];

/** Prints each place that takes a connection within two seconds. */
const script = `
for place in "$@"; do
  (timeout 2 bash -c "exec 3<>/dev/tcp/\${place%:*}/\${place##*:}" 2>/dev/null && echo "$place") &
done
wait
`;

async function runningPods(stack: RealStack, namespace: string): Promise<readonly RunningPod[]> {
  const list = ["-n", namespace, "get", "pods", "--field-selector=status.phase=Running", "-o", "json"];
  const { output } = await stack.kubectl(list);
  return podListSchema.parse(JSON.parse(output)).items.map(({ metadata, status }) => ({
    namespace,
    name: metadata.name,
    workload:
      namespace === stack.namespace
        ? (metadata.labels["app"] ?? metadata.name)
        : `${metadata.labels["app"] ?? metadata.name} (${namespace})`,
    address: status.podIP ?? "",
  }));
}

/** The places that take connections from a pod. */
async function reachedFrom(stack: RealStack, from: RunningPod, places: readonly Place[]) {
  const targets = places.map(({ address, port }) => `${address}:${port}`);
  const command = ["bash", "-c", script, "probe", ...targets];
  const { output } = await stack.kubectl(["-n", from.namespace, "exec", from.name, "--", ...command]);
  const open = output.split("\n");
  return places.filter(({ address, port }) => open.includes(`${address}:${port}`));
}

/** The ports on which pods listen, as the node sees them, to which no policy applies. */
async function listening(stack: RealStack, pods: readonly RunningPod[]): Promise<readonly Place[]> {
  const { node } = nodeLayoutOf(stack.checkout.path(".sandbox", "cluster")).sockets;
  const places = pods.flatMap(({ workload, address }) =>
    ports.map((port) => ({ name: workload, address, port })),
  );
  const open = await Promise.all(
    places.map(async ({ address, port }) => {
      const connection = await connectThrough(node, { host: address, port }, AbortSignal.timeout(2000)).catch(
        () => undefined,
      );
      connection?.destroy();
      return connection !== undefined;
    }),
  );
  return places.filter((_, index) => open[index]);
}

/** What connects and what listens, a line each: `openops-app -> redis:6379`. */
export interface Connections {
  readonly listening: readonly string[];
  readonly open: readonly string[];
}

/** Tries every pod of a stack, and one of another namespace, with every pod and every place beside. */
export async function findConnections(
  stack: RealStack,
  { stranger, places }: { readonly stranger: string; readonly places: readonly Place[] },
): Promise<Connections> {
  const own = await runningPods(stack, stack.namespace);
  const strangers = await runningPods(stack, stranger);
  const heard = await listening(stack, own);
  const found = await Promise.all(
    [...own, ...strangers].map(async (from) => {
      const others = heard.filter(({ address }) => address !== from.address);
      const reached = await reachedFrom(stack, from, [...others, ...places]);
      return reached.map(({ name, port }) => `${from.workload} -> ${name}:${port}`);
    }),
  );
  return {
    listening: linesOf(heard.map(({ name, port }) => `${name}:${port}`)),
    open: linesOf(found.flat()),
  };
}

function linesOf(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].sort();
}

/** The connections that the declarations of a configuration's services make, of pods that run on. */
export function declaredConnections(config: Parameters<typeof configOf>[0]): readonly string[] {
  const checked = configOf(config);
  const edges = connectionsOf(servicesOf(checked), checked);
  return linesOf(
    edges
      .filter(({ from }) => from !== "database-bootstrap")
      .map(({ from, to, port }) => `${objectName(from)} -> ${objectName(to)}:${port}`),
  );
}

/** The gateway's own port, which is open to everybody. */
export const gatewayPlace = `${declaredServices.gateway.name}:${declaredServices.gateway.containerPort}`;
