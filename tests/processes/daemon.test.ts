import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isCommandOf,
  isCurrent,
  readLogTail,
  runningPid,
  startDaemon,
  stopDaemon,
  type Daemon,
} from "../../sandbox/processes/daemon";
import { commandLine, parseStat, processIdentity } from "../../sandbox/processes/process-table";
import { until } from "../../sandbox/processes/until";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-daemon-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A daemon that is Node itself, running a line of JavaScript. */
function daemonThat(script: string, changes: Partial<Daemon> = {}): Daemon {
  return {
    name: "node",
    program: process.execPath,
    args: ["-e", script, "--", `--state=${folder}/`],
    environment: {},
    configFiles: [],
    workingFolder: folder,
    logFile: join(folder, "logs", "node.log"),
    pidFile: join(folder, "run", "node.pid"),
    marker: `=${folder}/`,
    ...changes,
  };
}

/** What the daemon wrote first. */
function firstOutput(daemon: Daemon): Promise<string | undefined> {
  return until(10, () => readLogTail(daemon) || undefined);
}

const lives = "setInterval(() => {}, 1000)";

describe("a command line", () => {
  const traces = { name: "etcd", logFile: "", pidFile: "", marker: "=/state/" };

  test("is the daemon's when program and state folder stand in it", () => {
    expect(isCommandOf(traces, "/bin/etcd --data-dir=/state/etcd")).toBe(true);
  });

  test.each([
    ["another program with this state folder", "/bin/etcdctl --data-dir=/state/etcd"],
    ["this program with another state folder", "/bin/etcd --data-dir=/state2/etcd"],
    ["no process", undefined],
  ])("is not the daemon's for %s", (_, line) => {
    expect(isCommandOf(traces, line)).toBe(false);
  });
});

describe("the process table", () => {
  test("reads the state and the start time behind a program name with brackets and spaces", () => {
    const fields = ["S", ...Array.from({ length: 18 }, (_, index) => String(index)), "4711", "0"];
    expect(parseStat(`12 (a) b (c) ${fields.join(" ")}`)).toEqual({ state: "S", startTicks: "4711" });
  });

  test("knows this process", () => {
    expect(processIdentity(process.pid)).toMatch(new RegExp(`^${process.pid} .+`));
    expect(commandLine(process.pid)).toContain("node");
  });

  test("knows nothing of a process that has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    expect(processIdentity(child.pid ?? 0)).toBeUndefined();
    expect(commandLine(child.pid ?? 0)).toBeUndefined();
  });
});

describe("a daemon", () => {
  test("runs after its start and is gone after its stop", async () => {
    const daemon = daemonThat(lives);
    await startDaemon(daemon);
    expect(commandLine(runningPid(daemon) ?? 0)).toContain(`--state=${folder}/`);
    await stopDaemon(daemon, 5);
    expect(runningPid(daemon)).toBeUndefined();
    expect(existsSync(daemon.pidFile)).toBe(false);
  });

  test("is forced to end when it does not heed the request", async () => {
    const daemon = daemonThat(`process.on("SIGTERM", () => {}); ${lives}; console.log("deaf")`);
    await startDaemon(daemon);
    expect(await firstOutput(daemon)).toBe("deaf");
    await stopDaemon(daemon, 0.2);
    expect(runningPid(daemon)).toBeUndefined();
  });

  test("keeps the log of its last run beside the new one", async () => {
    const daemon = daemonThat(lives);
    await startDaemon(daemon);
    await stopDaemon(daemon, 5);
    writeFileSync(daemon.logFile, "first run\n");
    await startDaemon(daemon);
    await stopDaemon(daemon, 5);
    expect(readFileSync(`${daemon.logFile}.previous`, "utf8")).toBe("first run\n");
  });

  test("does not inherit the starter's environment", async () => {
    process.env["OPENOPS_TEST_SECRET"] = "hush";
    const daemon = daemonThat(`console.log(String(process.env.OPENOPS_TEST_SECRET)); ${lives}`);
    await startDaemon(daemon);
    delete process.env["OPENOPS_TEST_SECRET"];
    expect(await firstOutput(daemon)).toBe("undefined");
    await stopDaemon(daemon, 5);
  });

  test("is current until its arguments or its files change", async () => {
    const file = join(folder, "config");
    writeFileSync(file, "one");
    const daemon = daemonThat(lives, { configFiles: [file] });
    await startDaemon(daemon);
    expect(isCurrent(daemon)).toBe(true);
    expect(isCurrent({ ...daemon, args: [...daemon.args, "--more"] })).toBe(false);
    writeFileSync(file, "two");
    expect(isCurrent(daemon)).toBe(false);
    await stopDaemon(daemon, 5);
  });
});

describe("a pid file that names a process of somebody else", () => {
  let stranger: ChildProcess | undefined;

  beforeEach(() => {
    stranger = spawn(process.execPath, ["-e", lives]);
  });

  afterEach(() => {
    stranger?.kill("SIGKILL");
  });

  test("counts as not running, and a stop leaves that process alone", async () => {
    const daemon = daemonThat(lives, { pidFile: join(folder, "node.pid") });
    writeFileSync(daemon.pidFile, `${stranger?.pid ?? 0}\n`);
    expect(runningPid(daemon)).toBeUndefined();
    await stopDaemon(daemon, 1);
    expect(processIdentity(stranger?.pid ?? 0)).toBeDefined();
  });
});
