import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../sandbox/errors";
import { enterScript, enteredMark, identityArguments } from "./enter-script";
import { eventually, scratchFolder } from "./machine";
import type { Image } from "./images";
import type { PodSpec } from "./pod-spec";
import { run, type Outcome } from "./command";
import { prepareVolumes } from "./backups/volumes";

interface StartOptions {
  /** Folders of volumes that keep their data, by the volume's name. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Instead of the container's own command, which is otherwise run as it is. */
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Started {
  readonly spec: PodSpec;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly namespace: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<number | null>;
}

const running = new Set<Container>();

/** Ends every container that still runs. */
export async function removeContainers(): Promise<void> {
  await Promise.all([...running].map((container) => container.remove()));
}

const usualPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/**
 * Runs a container of the program as a kubelet would: its command, variables, volumes, user,
 * capabilities and read-only root, in process ids and mounts of its own.
 */
export class Container {
  /** The container's first process, as this machine numbers it. */
  readonly pid: number;
  /** The status it ended with. */
  readonly ended: Promise<number | null>;

  private constructor(private readonly started: Started) {
    this.pid = started.pid;
    this.ended = started.ended;
  }

  static async start(spec: PodSpec, image: Image, options: StartOptions = {}): Promise<Container> {
    const folder = scratchFolder("container");
    const volumes = prepareVolumes(spec, { folder, claims: options.claims ?? {} });
    const { command, args, securityContext } = spec.container;
    const script = join(folder, "enter.sh");
    writeFileSync(
      script,
      enterScript({ folder, image, spec, volumes, command: options.command ?? [...command, ...args] }),
    );
    const environment = {
      PATH: [...(image.path ?? []), ...usualPath].join(":"),
      ...image.environment,
      ...spec.environment,
      ...options.environment,
    };
    const logFile = join(folder, "log");
    const log = openSync(logFile, "a", 0o600);
    chownSync(logFile, securityContext.runAsUser, securityContext.runAsGroup);
    const namespace = spawn(
      "/usr/bin/unshare",
      ["--mount", "--pid", "--fork", "--kill-child", "sh", script],
      {
        env: environment,
        stdio: ["ignore", log, log],
      },
    );
    closeSync(log);
    const ended = new Promise<number | null>((resolve) => namespace.once("exit", resolve));
    const pid = await firstProcess(namespace, folder, () => readFileSync(logFile, "utf8"));
    const container = new Container({ spec, environment, logFile, namespace, pid, ended });
    running.add(container);
    void ended.then(() => running.delete(container));
    return container;
  }

  /** Everything the container has printed. */
  log(): string {
    return readFileSync(this.started.logFile, "utf8");
  }

  /** Runs a command in the container, as `kubectl exec` does. */
  exec(
    command: readonly string[],
    {
      input = "",
      environment = {},
    }: { readonly input?: string; readonly environment?: NodeJS.ProcessEnv } = {},
  ): Promise<Outcome> {
    const identity = identityArguments(this.started.spec);
    return run(
      [
        ...["/usr/bin/nsenter", "--target", String(this.pid), "--mount", "--pid", "--root", "--wd", "--"],
        ...[...identity, "--", ...command],
      ],
      { input, environment: { ...this.started.environment, ...environment } },
    );
  }

  /** Runs a hook of the container. */
  hook(name: "postStart" | "preStop", environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const command = this.started.spec.container.lifecycle[name]?.exec.command;
    if (command === undefined) {
      throw new Error(`The container has no ${name} hook`);
    }
    return this.exec(command, { environment });
  }

  /** Sends a signal to the first process, where there still is one. */
  signal(signal: "SIGTERM" | "SIGKILL"): void {
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      if (errorCode(error) !== "ESRCH") {
        throw error;
      }
    }
  }

  /** Ends the container at once. */
  async remove(): Promise<void> {
    if (running.has(this)) {
      this.signal("SIGKILL");
    }
    await this.ended;
  }
}

/** The child of `unshare`, once it has become the container's user; 0 where it has ended already. */
async function firstProcess(namespace: ChildProcess, folder: string, log: () => string): Promise<number> {
  const children = `/proc/${namespace.pid}/task/${namespace.pid}/children`;
  const pid = await eventually(() => {
    if (namespace.exitCode !== null) {
      return 0;
    }
    const child = readFileSync(children, "utf8").trim();
    return child !== "" && /^NoNewPrivs:\t1$/m.test(readFileSync(`/proc/${child}/status`, "utf8"))
      ? Number(child)
      : undefined;
  });
  if (pid === 0 && !existsSync(enteredMark(folder))) {
    throw new Error(`The container did not start:\n${log()}`);
  }
  return pid;
}
