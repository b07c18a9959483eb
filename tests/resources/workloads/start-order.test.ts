import { predecessorsOf } from "../../support/predecessors";
import { runProgram, type ProgramRun } from "../../support/program";
import { releaseWithWorkers } from "../../support/docs/releases";
import { writtenConfig } from "../../support/written-config";

/** What becomes ready, by class. */
const ready = [
  ...["InClusterDatabase", "InClusterCache", "DatabaseBootstrap", "FirstBoot"],
  ...["Tables", "Analytics", "App", "Engine", "Worker"],
];

let engineStack: ProgramRun;
let workerStack: ProgramRun;

beforeAll(async () => {
  const autoscaling = { kind: "queue", maxReplicas: 4 };
  engineStack = await runProgram("dev", { "openops:preset": "dev" });
  workerStack = await runProgram("dev", {
    ...writtenConfig({ preset: "dev", ...releaseWithWorkers }),
    "openops:services": JSON.stringify({ app: { replicas: 2 }, worker: { autoscaling } }),
  });
});

/** What waits until something of the stack is ready; records do by their nature, and nothing waits for them. */
function waiting(run: ProgramRun): readonly string[] {
  return run.resources
    .filter(({ type }) => type !== "pulumi:index:Stash")
    .filter((resource) => predecessorsOf(resource).some((name) => ready.includes(name)))
    .map(({ type, name }) => `${type.split(":").at(-1) ?? type} ${name}`)
    .sort();
}

test.each([
  ["openops-tables", ["InClusterDatabase", "DatabaseBootstrap", "InClusterCache"]],
  ["openops-analytics", ["InClusterDatabase", "DatabaseBootstrap", "InClusterCache"]],
  ["openops-app", ["InClusterDatabase", "DatabaseBootstrap", "InClusterCache", "Tables", "Analytics"]],
  ["openops-engine", ["InClusterCache", "Tables", "App"]],
  ["nginx", ["App", "Tables", "Analytics", "Engine"]],
])("the pods of %s start once what they need is ready", (name, classes) => {
  const found = engineStack.find("kubernetes:apps/v1:Deployment", name);
  expect(predecessorsOf(found)).toEqual(classes);
});

test("nothing but pods waits: addresses, certificates and volumes come meanwhile", () => {
  expect(waiting(engineStack)).toEqual([
    "Deployment nginx",
    "Deployment openops-analytics",
    "Deployment openops-app",
    "Deployment openops-engine",
    "Deployment openops-tables",
    "Job openops-database-bootstrap",
  ]);
});

test("a load balancer, which is ready only with its pods, waits with them", async () => {
  const balanced = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:exposure": JSON.stringify({ kind: "load-balancer" }),
  });
  expect(waiting(balanced).filter((one) => !waiting(engineStack).includes(one))).toEqual(["Service nginx"]);
});

test("first boots wait as pods do, and a scaler waits with what it scales", () => {
  expect(waiting(workerStack)).toEqual([
    "Deployment nginx",
    "Deployment openops-analytics",
    "Deployment openops-app",
    "Deployment openops-tables",
    "Deployment openops-worker",
    "FirstBoot openops-app-first-boot",
    "Job openops-database-bootstrap",
    "ScaledObject openops-worker-scaler",
  ]);
});

test("a service that starts alone has more pods only after its first boot", () => {
  const app = workerStack.find("kubernetes:apps/v1:Deployment", "openops-app");
  expect(predecessorsOf(app)).toEqual([
    ...["InClusterDatabase", "DatabaseBootstrap", "InClusterCache", "Tables", "Analytics", "FirstBoot"],
  ]);
});
