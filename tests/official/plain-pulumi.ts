import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ensureOfficialPlugins, ensureTools, resetCluster, startCluster } from "../../sandbox";
import { writeLanguageHostLauncher, writePluginLaunchers } from "../../sandbox/plugins/launchers";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { cloneCheckout } from "../support/clone";
import { kubectlFor, type Kubectl } from "../engine/kubectl";
import { standForEksCluster } from "./eks-cluster";
import { operationSteps } from "./operation-steps";

const root = resolve(__dirname, "../..");
const stackFileSchema = z.record(z.string(), z.unknown());
const report = (): void => undefined;
const releases = process.env.OPENOPS_TEST_RELEASES === "oldest" ? "oldest" : "pinned";

export interface PulumiResult {
  readonly code: number | null;
  /** What was printed to either stream. */
  readonly printed: string;
}

/** What was printed by a command that has to succeed; fails with it otherwise. */
export function printedInSuccess({ code, printed }: PulumiResult): string {
  expect({ code, printed: code === 0 ? "" : printed }).toEqual({ code: 0, printed: "" });
  return printed;
}

/** The number of resources that the last table of a command counts under a word. */
export function counted(printed: string, word: string): number {
  const found = [...printed.matchAll(new RegExp(`^ +[-+~=]* *(\\d+) ${word}`, "gm"))].at(-1)?.[1];
  return Number(found ?? 0);
}

/** What Pulumi is used with. */
export interface Surroundings {
  /** Whose plugin talks to the cluster. @default "official" */
  readonly kubernetes?: "official" | "stand-in";
  /** A folder with `pulumi-language-nodejs`. @default with that of this project */
  readonly languageHost?: string;
  /** The name of an EKS cluster that this cluster is; with it the simulated AWS is there. */
  readonly eksCluster?: string;
}

interface Parts {
  readonly folder: string;
  /** Where commands run. Default: in the checkout. */
  readonly project?: string;
  readonly kubectl: Kubectl;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * A checkout and a cluster, and `pulumi` used there as the README says: the engine's own command line starts the
 * program through a language host and the SDK's entry, and no command of this project takes part.
 */
export class PlainPulumi {
  /** Everything that any command printed. */
  readonly terminal: string[] = [];

  private constructor(private readonly parts: Parts) {}

  static async start({
    kubernetes = "official",
    languageHost,
    eksCluster,
  }: Surroundings = {}): Promise<PlainPulumi> {
    const folder = mkdtempSync(join(tmpdir(), "openops-plain-"));
    const tools = await ensureTools({ root, report, releases });
    const official = await ensureOfficialPlugins({ root, report });
    const accountsFolder = join(folder, "accounts");
    const plugins = writePluginLaunchers({ root, folder: join(folder, "plugins"), accountsFolder });
    const host = languageHost ?? writeLanguageHostLauncher({ root, folder: join(folder, "host") });
    ["state", "events", "logs"].forEach((name) => mkdirSync(join(folder, name)));
    cloneCheckout(join(folder, "checkout"));
    // Last, since nobody would stop it where something else fails.
    const cluster = await startCluster({ root, folder: join(folder, "cluster"), tools, report });
    const kubectl = kubectlFor(tools.kubectl, cluster.adminKubeconfig);
    const path = [
      host,
      kubernetes === "official" ? dirname(official["pulumi-resource-kubernetes"]) : plugins.kubernetes,
      ...[plugins.random, plugins.tls, dirname(tools.pulumi), dirname(tools.kubectl)],
      ...(eksCluster === undefined
        ? []
        : [plugins.aws, await standForEksCluster(eksCluster, { kubectl, accountsFolder, folder })]),
    ];
    return new PlainPulumi({
      folder,
      kubectl,
      environment: {
        ...process.env,
        PATH: [...path, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
        KUBECONFIG: cluster.deployerKubeconfig,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "plain",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // The checkout's packages are those of the project, which keeps nothing of a test.
        NODE_COMPILE_CACHE: join(folder, "compiled"),
        // Offers the option by which events are kept.
        PULUMI_DEBUG_COMMANDS: "true",
        // Where the engine writes its own log.
        TMPDIR: join(folder, "logs"),
        // The plugins of the clouds, which are installed as packages, are not asked for on the internet.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
  }

  get kubectl(): Kubectl {
    return this.parts.kubectl;
  }

  /** Where commands run: in the checkout, or in the folder of another project. */
  get checkout(): string {
    return this.parts.project ?? this.place("checkout");
  }

  /** The same Pulumi, used in the folder of another project. */
  within(project: string): PlainPulumi {
    return new PlainPulumi({ ...this.parts, project });
  }

  /** A folder of what commands leave: `state`, the backend; `events`, of each operation; `logs` and `home`, of the engine. */
  place(name: "checkout" | "accounts" | "state" | "events" | "logs" | "home"): string {
    return join(this.parts.folder, name);
  }

  /** Runs an operation that changes or previews a stack, and keeps its events. */
  operate(...args: readonly string[]): Promise<PulumiResult> {
    const events = join(this.place("events"), `${readdirSync(this.place("events")).length}.jsonl`);
    return this.run(...args, "--event-log", events);
  }

  /** What the last operation did. */
  lastSteps(): readonly string[] {
    const last = readdirSync(this.place("events")).length - 1;
    return operationSteps(join(this.place("events"), `${last}.jsonl`));
  }

  /** Writes the configuration of a stack, and leaves what the engine wrote into the file. */
  configure(stack: string, config: Readonly<Record<string, unknown>>): void {
    const own = Object.entries(config).map(([key, value]) => [`openops:${key}`, value]);
    this.rewrite(`Pulumi.${stack}.yaml`, (text) =>
      stringify({ ...stackFileSchema.parse(parse(text)), config: Object.fromEntries(own) }),
    );
  }

  /** Runs an operation that has to succeed; fails with what Pulumi printed, so that a broken run shows why. */
  async succeed(...args: readonly string[]): Promise<string> {
    return printedInSuccess(await this.operate(...args));
  }

  /** Runs `pulumi` in the checkout to its end. */
  run(...args: readonly string[]): Promise<PulumiResult> {
    return this.spawn("pulumi", [...args, "--non-interactive", "--color=never"]);
  }

  /** The same Pulumi, with these variables beside its own. */
  with(environment: Readonly<Record<string, string>>): PlainPulumi {
    return new PlainPulumi({ ...this.parts, environment: { ...this.parts.environment, ...environment } });
  }

  /** Runs a line that was printed for people, by a shell in the checkout. */
  obey(line: string): Promise<PulumiResult> {
    return this.spawn("sh", ["-c", line]);
  }

  /** Begins a command and kills it as soon as something is so. */
  async killed(args: readonly string[], when: () => Promise<boolean>): Promise<void> {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
      cwd: this.checkout,
      env: this.parts.environment,
      stdio: "ignore",
    });
    const ended = once(child, "close");
    while (child.exitCode === null && !(await when())) {
      await delay(50);
    }
    child.kill("SIGKILL");
    await ended;
  }

  /** Runs a command of the project in the checkout; it finds this Pulumi on the PATH. */
  command(...args: readonly string[]): Promise<PulumiResult> {
    return this.spawn(process.execPath, [join("cli", "run.mjs"), ...args]);
  }

  /** What is in a file of the checkout. */
  read(file: string): string {
    return readFileSync(join(this.checkout, file), "utf8");
  }

  /** Changes a file of the checkout. */
  rewrite(file: string, change: (text: string) => string): void {
    const path = join(this.checkout, file);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  }

  /** Puts an empty backend in the place of the one with the stacks. */
  loseState(): void {
    renameSync(this.place("state"), join(this.parts.folder, "lost-state"));
    mkdirSync(this.place("state"));
  }

  private spawn(program: string, args: readonly string[]): Promise<PulumiResult> {
    const child = spawn(program, args, {
      cwd: this.checkout,
      env: this.parts.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    return new Promise((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => {
        this.terminal.push(printed);
        done({ code, printed });
      });
    });
  }

  async stop(): Promise<void> {
    await resetCluster({ root, folder: join(this.parts.folder, "cluster"), report });
    rmSync(this.parts.folder, { recursive: true });
  }
}
