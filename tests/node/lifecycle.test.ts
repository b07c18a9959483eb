import { readFileSync } from "node:fs";
import { ensureTools } from "../../sandbox";
import { nodeLayoutOf } from "../../sandbox/node/node-layout";
import { until } from "../../sandbox/processes/until";
import { Checkout } from "../engine/checkout";
import { kubectlFor, type Kubectl } from "../engine/kubectl";
import { processesOf, tracesOnMachine } from "./machine";

const checkout = new Checkout();
const cluster = checkout.path(".sandbox", "cluster");
const node = nodeLayoutOf(cluster);
const before = tracesOnMachine(node.controlGroup);
let kubectl: Kubectl;

async function sandbox(...args: readonly string[]) {
  const { code, errors } = await checkout.run("sandbox", ...args);
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
}

/** What is left of the node on this machine, once it has had a moment to go. */
async function leftovers(): Promise<readonly string[]> {
  const left = () => [
    ...tracesOnMachine(node.controlGroup).filter((trace) => !before.includes(trace)),
    ...processesOf(`${cluster}/node`),
  ];
  await until(15, () => (left().length === 0 ? true : undefined));
  return left();
}

/** Kills a process whose number is in a file, as the kernel does when memory runs out. */
function kill(file: string): void {
  process.kill(Number(readFileSync(file, "utf8")), "SIGKILL");
}

beforeAll(async () => {
  const tools = await ensureTools({ root: checkout.folder, report: () => undefined });
  await sandbox("start", "--nodes", "real");
  kubectl = kubectlFor(tools.kubectl, `${cluster}/kubeconfig/admin.yaml`);
});

afterAll(() => checkout.remove());

/** Waits until a pod that asks the cluster's DNS has ended well. */
async function runPod(name: string): Promise<string> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      restartPolicy: "Never",
      containers: [
        {
          name,
          image: "localhost/pause:1",
          command: ["/busybox", "nslookup", "kubernetes.default.svc.cluster.local"],
        },
      ],
    },
  };
  await kubectl(["apply", "-f", "-"], JSON.stringify(pod));
  await kubectl(["wait", "--for=jsonpath={.status.phase}=Succeeded", `pod/${name}`, "--timeout=60s"]);
  return (await kubectl(["logs", name])).output;
}

test("a pod runs and finds the API server by its name", async () => {
  expect(await runPod("first")).toContain("Address: 10.96.0.1");
});

test("the status counts the one node", async () => {
  const { out } = await checkout.run("sandbox", "status");
  expect(out).toContain("1 of 1 nodes are Ready");
});

test("played nodes are refused where pods are bound to a real one", async () => {
  const { code, errors } = await checkout.run("sandbox", "start", "--nodes", "played");
  expect(code).toBe(1);
  expect(errors).toContain("has nodes that are real, and pods are bound to them");
});

test("a stop leaves nothing of the node on the machine, and the next start finds its pods again", async () => {
  await sandbox("stop");
  expect(await leftovers()).toEqual([]);
  await sandbox("start");
  expect(await runPod("second")).toContain("Address: 10.96.0.1");
});

test.each([
  ["the process that keeps the node", `${cluster}/run/node.pid`],
  ["the first process of the node", node.firstProcess],
])("the death of %s leaves nothing of it, and a start fixes it", async (_, file) => {
  kill(file);
  expect(await leftovers()).toEqual([]);
  await sandbox("start");
  expect((await kubectl(["get", "node", "-o", "name"])).output).toBe("node/sandbox-1");
});
