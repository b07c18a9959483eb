import { spawn } from "node:child_process";
import { mkdtempSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import {
  clusterStatus,
  ensureTools,
  findCluster,
  resetCluster,
  startCluster,
  stopCluster,
  type Cluster,
  type ClusterStatus,
  type Tools,
} from "../../sandbox";
import { kubectlFor, processesWith, type Kubectl } from "./kubectl";

const root = resolve(__dirname, "../..");
const programs = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"];
const report = (): void => undefined;
const base = mkdtempSync(join(tmpdir(), "openops-cluster-"));
const folder = join(base, "main");
let tools: Tools;
let cluster: Cluster;
let kubectl: Kubectl;

async function start(at = folder): Promise<Cluster> {
  return startCluster({ root, folder: at, tools, report });
}

async function valueOf(object: string, path: string): Promise<string> {
  return (await kubectl(["get", object, "-o", `jsonpath={${path}}`])).output;
}

function pidOf(status: ClusterStatus, name: string): number {
  return status.components.find((component) => component.name === name)?.pid ?? 0;
}

/** The programs that run with this state folder, by name, sorted. */
function runningPrograms(at: string): readonly string[] {
  return processesWith(`=${at}/`)
    .map((line) => basename(line.split(" ")[0] ?? ""))
    .sort();
}

beforeAll(async () => {
  tools = await ensureTools({ root, report });
  cluster = await start();
  kubectl = kubectlFor(tools.kubectl, cluster.deployerKubeconfig);
  await kubectl(["create", "configmap", "kept", "--from-literal=value=kept"]);
  await kubectl(["create", "deployment", "web", "--image=web"]);
});

afterAll(async () => {
  await Promise.all(
    readdirSync(base).map((name) => resetCluster({ root, folder: join(base, name), report })),
  );
  rmSync(base, { recursive: true });
});

describe("a started cluster", () => {
  test("is running and healthy, with its nodes Ready", async () => {
    const status = await clusterStatus({ root, folder });
    expect(status.state).toBe("running");
    expect(status.components.map(({ name, state }) => `${name} ${state}`)).toEqual(
      programs.map((name) => `${name} healthy`),
    );
    expect([status.nodesReady, status.nodes]).toEqual([2, 2]);
  });

  test("is found", async () => {
    expect(await findCluster({ root, folder })).toEqual(cluster);
  });

  test("stays as it is when it is started again", async () => {
    const before = runningPrograms(folder);
    const pids = (await clusterStatus({ root, folder })).components.map(({ pid }) => pid);
    expect(await start()).toEqual(cluster);
    expect(runningPrograms(folder)).toEqual(before);
    expect((await clusterStatus({ root, folder })).components.map(({ pid }) => pid)).toEqual(pids);
  });

  test("knows its two identities", async () => {
    const whoAmI = ["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"];
    const admin = kubectlFor(tools.kubectl, cluster.adminKubeconfig);
    expect((await admin(whoAmI)).output).toBe("sandbox-admin");
    expect((await kubectl(whoAmI)).output).toBe(cluster.deployerUser);
    expect((await admin(["config", "current-context"])).output).toBe("sandbox");
  });
});

describe("after a fault", () => {
  test("a killed API server is restarted by the next start, and the others are left running", async () => {
    const before = await clusterStatus({ root, folder });
    process.kill(pidOf(before, "kube-apiserver"), "SIGKILL");
    expect(await findCluster({ root, folder })).toBeUndefined();
    expect((await clusterStatus({ root, folder })).state).toBe("partial");
    expect(await start()).toEqual(cluster);
    const after = await clusterStatus({ root, folder });
    expect(after.state).toBe("running");
    expect(pidOf(after, "etcd")).toBe(pidOf(before, "etcd"));
    expect(pidOf(after, "kube-apiserver")).not.toBe(pidOf(before, "kube-apiserver"));
    expect(await valueOf("configmap/kept", ".data.value")).toBe("kept");
  });

  test("a killed KWOK plays the nodes again at once", async () => {
    process.kill(pidOf(await clusterStatus({ root, folder }), "kwok"), "SIGKILL");
    await start();
    await kubectl(["scale", "deployment/web", "--replicas=2"]);
    expect((await kubectl(["rollout", "status", "deployment/web", "--timeout=20s"])).ok).toBe(true);
  });

  test.each(["etcd is ready", "kube-apiserver is ready"])(
    "a starter killed when it said %j is completed by the next start",
    async (moment) => {
      const at = join(base, moment.split(" ")[0] ?? "");
      const starter = spawn(process.execPath, [join(__dirname, "start-cluster.js"), at]);
      for await (const line of createInterface(starter.stdout)) {
        if (line.startsWith(moment)) {
          starter.kill("SIGKILL");
        }
      }
      expect(existsSync(`${at}.lock`)).toBe(true);
      expect(runningPrograms(at)).toContain("etcd");
      await start(at);
      expect((await clusterStatus({ root, folder: at })).state).toBe("running");
      expect(runningPrograms(at)).toEqual(programs);
      await resetCluster({ root, folder: at, report });
      expect(runningPrograms(at)).toEqual([]);
    },
  );

  test("a component that cannot start is named with the end of its log", async () => {
    const at = join(base, "broken");
    const broken = join(base, "broken-etcd");
    writeFileSync(broken, "#!/bin/sh\necho no space left on device\nexit 1\n", { mode: 0o755 });
    await expect(
      startCluster({ root, folder: at, tools: { ...tools, etcd: broken }, report }),
    ).rejects.toThrow(
      `etcd ended while it started. The end of its log (${at}/logs/etcd.log):\nno space left on device`,
    );
    rmSync(broken);
  });
});

describe("two clusters", () => {
  test("run side by side and know nothing of each other", async () => {
    const at = join(base, "second");
    const [one, two] = await Promise.all([start(at), start(at)]);
    expect(two).toEqual(one);
    expect(one.server).not.toBe(cluster.server);
    const other = kubectlFor(tools.kubectl, one.adminKubeconfig);
    expect((await other(["get", "configmap", "kept"])).output).toContain('configmaps "kept" not found');
    await stopCluster({ root, folder: at, report });
    expect((await clusterStatus({ root, folder })).state).toBe("running");
  });
});

describe("a stopped cluster", () => {
  test("leaves no process, and a second stop does nothing", async () => {
    await stopCluster({ root, folder, report });
    expect(runningPrograms(folder)).toEqual([]);
    await stopCluster({ root, folder, report });
    expect((await clusterStatus({ root, folder })).state).toBe("stopped");
    expect(await findCluster({ root, folder })).toBeUndefined();
  });

  test("has its objects and its address again when it is started", async () => {
    expect(await start()).toEqual(cluster);
    expect(await valueOf("configmap/kept", ".data.value")).toBe("kept");
  });

  test("is gone with its state after a reset, and a second reset does nothing", async () => {
    await resetCluster({ root, folder, report });
    await resetCluster({ root, folder, report });
    expect(runningPrograms(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });
});
