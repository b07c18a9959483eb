import { readdirSync } from "node:fs";
import { ensureTools, findCluster, type Cluster } from "../../sandbox";
import { planOf } from "../support/configuration";
import { AuditLog } from "../../sandbox/audit-log";
import { Checkout } from "./checkout";
import { EngineState } from "./engine-state";
import { Installation, onePodEach } from "./installation";
import { kubectlFor, type Kubectl } from "./kubectl";
import { CommandLines, containsAny, filesWithAny, generatedValues } from "./secret-traces";
import { releaseWithWorkers } from "../support/docs/releases";

const checkout = new Checkout();
let cluster: Cluster;
let kubectl: Kubectl;
let audit: AuditLog;
let dev: Installation;
let state: EngineState;
let commandLines: ReadonlySet<string>;

/** Fails with what the command printed, so that a broken run tells why. */
async function succeed(...args: readonly string[]): Promise<string> {
  const { code, out, errors } = await checkout.run(...args);
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return out;
}

/** What an update that changes the dev stack's configuration changes of its workloads. */
async function changedBy(config: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  checkout.configure("dev", { preset: "dev", ...config });
  const before = await dev.specifications();
  await succeed("up");
  return dev.changedSince(before);
}

beforeAll(async () => {
  const root = checkout.folder;
  const report = (): void => undefined;
  const tools = await ensureTools({ root, report });
  const watched = new CommandLines();
  await succeed("up").finally(() => (commandLines = watched.stop()));
  const found = await findCluster({ root });
  if (found === undefined) {
    throw new Error("The sandbox does not run after an update");
  }
  cluster = found;
  kubectl = kubectlFor(tools.kubectl, cluster.adminKubeconfig);
  audit = new AuditLog(cluster.auditLog, cluster.deployerUser);
  dev = new Installation(kubectl, "openops-dev");
  state = new EngineState(tools.pulumi, checkout.path(".sandbox"));
});

afterAll(() => checkout.remove());

test("a stack of the time before the component gets it, and nothing else of it changes", async () => {
  const before = await dev.specifications();
  state.withoutComponent("dev");

  expect(await succeed("preview")).toContain("An update would make these changes (1 created, 82 the same).");
  expect(await succeed("up")).toContain("Stack dev is up: 1 created, 82 the same");
  expect(await dev.changedSince(before)).toEqual([]);
  expect(await succeed("preview")).toContain("No changes: stack dev is as configured.");
});

describe("the dev stack", () => {
  test("is installed under an identity of its own, by which the API server's record knows its requests", () => {
    expect(audit.changesSince(0).length).toBeGreaterThan(40);
  });

  test("has every workload ready", async () => {
    expect(await dev.readiness()).toEqual(onePodEach);
  });

  test("has one Secret per workload, with exactly what the workload declares", async () => {
    const declared = planOf().services.map(({ service, secretVariables }) => [
      service.name,
      Object.keys(secretVariables).sort(),
    ]);
    expect(await dev.secretKeys()).toEqual({
      ...Object.fromEntries(declared.filter(([, keys]) => keys?.length !== 0)),
      "openops-database-bootstrap": expect.any(Array),
      postgres: ["POSTGRES_PASSWORD"],
      redis: ["REDISCLI_AUTH"],
      "redis-users": ["users.acl"],
    });
  });

  test("stays as it is at a second update, which sends no request that changes anything", async () => {
    const position = audit.position();
    expect(await succeed("up")).toContain("no changes");
    expect(audit.changesSince(position)).toEqual([]);
  });

  test("shows nothing at a preview after it, which sends no request that changes anything", async () => {
    const position = audit.position();
    expect(await succeed("preview")).toBe("No changes: stack dev is as configured.\n");
    expect(audit.changesSince(position)).toEqual([]);
  });

  test("leaves the checkout as it was", () => {
    expect(checkout.changedFiles()).toBe("");
  });

  test("leaves no generated secret in clear: in state, logs, on the terminal or in a process's arguments", async () => {
    const values = generatedValues(await dev.secrets());
    expect(values.size).toBeGreaterThan(10);
    expect(filesWithAny(checkout.folder, values)).toEqual([]);
    expect(checkout.terminal.filter((text) => containsAny(text, values))).toEqual([]);
    expect([...commandLines].filter((line) => containsAny(line, values))).toEqual([]);
    expect([...commandLines].filter((line) => line.includes("pulumi up"))).not.toEqual([]);
  });
});

describe("a change", () => {
  test("of one image's tag rolls its Deployment and nothing else", async () => {
    expect(await changedBy({ images: { engine: { tag: "0.6.25-1" } } })).toEqual(["openops-engine"]);
  });

  test("of the gateway's body limit rolls the gateway and nothing else", async () => {
    const gateway = { bodyLimitMi: 12 };
    const config = { images: { engine: { tag: "0.6.25-1" } }, services: { gateway } };
    expect(await changedBy(config)).toEqual(["nginx"]);
  });

  test("of the admin's password rolls the pods that use it and nothing else, and is never shown", async () => {
    const old = generatedValues(await dev.secrets());
    const before = await dev.specifications();
    state.forget("dev", "adminPassword");
    expect(containsAny(await succeed("preview"), old)).toBe(false);
    const printed = await succeed("up");
    expect(await dev.changedSince(before)).toEqual(["openops-app", "openops-tables"]);
    const values = generatedValues(await dev.secrets());
    expect([...values].filter((value) => !old.has(value))).toHaveLength(1);
    expect(containsAny(printed, values)).toBe(false);
  });

  test("to encrypted values keeps what is generated and gives users' own variables a stand-in", async () => {
    checkout.configure("dev", {
      preset: "dev",
      adminPassword: { secure: "v1:encrypted" },
      extraSecrets: { engine: { MY_TOKEN: { secure: "v1:encrypted" } } },
    });
    const before = await dev.secrets();
    const { code, errors } = await checkout.run("up");
    expect(code).toBe(0);
    expect(errors).toContain(
      "Generated values take the place of secrets that are encrypted or kept elsewhere: adminPassword, extraSecrets.engine.MY_TOKEN.",
    );
    const added = [...(await dev.secrets())].filter(([name]) => !before.has(name));
    expect(added.map(([name, data]) => [name.replace(/-[0-9a-f]{8}$/, ""), data["MY_TOKEN"]])).toEqual([
      ["openops-engine", "rehearsal-of-engine.MY_TOKEN"],
    ]);
  });

  test("to a worker without analytics replaces the engine and removes all of analytics", async () => {
    await changedBy({ ...releaseWithWorkers, services: { analytics: { enabled: false } } });
    expect(await dev.readiness()).toEqual([
      "Deployment nginx 1/1",
      "Deployment openops-app 1/1",
      "Deployment openops-tables 1/1",
      "Deployment openops-worker 1/1",
      "StatefulSet postgres 1/1",
      "StatefulSet redis 1/1",
    ]);
    const names = await dev.names("deployments,services,secrets,configmaps,networkpolicies");
    expect(names.filter((name) => /analytics|engine/.test(name))).toEqual([]);
  });
});

describe("the ci stack beside it", () => {
  test("stops in order when its update is interrupted, and says how to go on", async () => {
    const interrupted = checkout.start(["up", "--stack", "ci"]);
    await interrupted.printed("created");
    process.kill(interrupted.pid, "SIGINT");
    const { code, errors } = await interrupted.ended;
    expect(code).toBe(1);
    expect(errors).toContain("Stopping in order");
    expect(errors).toContain("Stopped. The state is kept; run the command again to go on.\n");
  });

  test("finishes at the next update when one is killed in the middle", async () => {
    const killed = checkout.start(["up", "--stack", "ci"]);
    await killed.printed("StatefulSet");
    process.kill(-killed.pid, "SIGKILL");
    await killed.ended;
    await succeed("up", "--stack", "ci");
    const ci = new Installation(kubectl, "openops-ci");
    expect(await ci.readiness()).toEqual(onePodEach);
    expect(await succeed("preview", "--stack", "ci")).toBe("No changes: stack ci is as configured.\n");
  });

  test("is gone after down, with its namespace and its state, and the dev stack is not", async () => {
    expect(await succeed("down", "--stack", "ci")).toContain("nothing of it is left");
    expect(await new Installation(kubectl, "openops-ci").exists()).toBe(false);
    expect(await dev.exists()).toBe(true);
    const states = readdirSync(checkout.path(".sandbox", "state", ".pulumi", "stacks", "openops"));
    expect(states.filter((name) => name.endsWith(".json"))).toEqual(["dev.json"]);
  });
});

describe("after down of the last stack", () => {
  test("no object of it is left in the cluster", async () => {
    await succeed("down");
    const { output } = await kubectl(["get", "all,pvc,secrets,configmaps,netpol,ns", "-A", "-o", "name"]);
    expect(output.split("\n").filter((name) => /openops|postgres|redis|nginx/.test(name))).toEqual([]);
  });
});
