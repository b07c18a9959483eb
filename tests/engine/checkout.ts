import { spawn, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { checkoutSources } from "../../bench/bench-checkout";
import { resetCluster } from "../../sandbox";

const root = resolve(__dirname, "../..");

/** What a checkout consists of, beside the stack files that a test writes itself. */
const sources = [...checkoutSources, ".gitignore", "Pulumi.dev.yaml", "Pulumi.ci.yaml"];

/** What a command did. */
export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** A command that still runs. */
export interface RunningCommand {
  readonly pid: number;
  /** Resolves when the command has printed a text, or has ended without it. */
  readonly printed: (text: string) => Promise<void>;
  /** Resolves when what the command has printed is enough, or the command has ended. */
  readonly until: (enough: (printed: string) => boolean) => Promise<void>;
  readonly ended: Promise<CommandResult>;
  readonly running: () => boolean;
}

/**
 * A checkout of its own, in which tests run the real commands: its stack files can be changed, and its
 * sandbox is nobody else's. Installed packages and built tools are the repository's.
 */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "openops-checkout-"));
  /** Everything that any command printed. */
  readonly terminal: string[] = [];

  constructor() {
    sources.forEach((name) => cpSync(join(root, name), join(this.folder, name), { recursive: true }));
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
    mkdirSync(this.path(".sandbox", "tmp"), { recursive: true });
    // Tools, the node's Debian system and its images.
    ["bin", "systems", "node"]
      .filter((name) => existsSync(join(root, ".sandbox", name)))
      .forEach((name) => symlinkSync(join(root, ".sandbox", name), this.path(".sandbox", name)));
    this.git("init", "--quiet");
    // A link is no folder, so the pattern of .gitignore does not match it.
    writeFileSync(join(this.folder, ".git", "info", "exclude"), "/node_modules\n");
    this.commit();
  }

  /** Writes the configuration of a stack, without the namespace of its keys. */
  configure(stack: string, config: Readonly<Record<string, unknown>>): void {
    const entries = Object.entries(config).map(([key, value]) => [`openops:${key}`, value]);
    this.write(`Pulumi.${stack}.yaml`, stringify({ config: Object.fromEntries(entries) }));
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  commit(): void {
    this.git("add", "--all");
    const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    this.git(...author, "commit", "--quiet", "--message=Test");
  }

  /** The files that differ from the last commit, as `git status` names them. */
  changedFiles(): string {
    return this.git("status", "--porcelain");
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<CommandResult> {
    return this.start(args).ended;
  }

  /** Starts a command in a process group of its own. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): RunningCommand {
    const child = spawn(process.execPath, [this.path("cli", "run.mjs"), ...args], {
      cwd: this.folder,
      detached: true,
      // What a killed command leaves among temporary files is searched and removed with the rest.
      env: { ...process.env, TMPDIR: this.path(".sandbox", "tmp"), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { out: "", errors: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.errors += chunk.toString()));
    const ended = new Promise<CommandResult>((done) => {
      child.once("close", (code) => {
        this.terminal.push(output.out, output.errors);
        done({ code, ...output });
      });
    });
    const until = (enough: (printed: string) => boolean): Promise<void> =>
      new Promise((done) => {
        const look = (): void => {
          if (enough(`${output.out}${output.errors}`)) {
            done();
          }
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        child.once("close", () => done());
        look();
      });
    const printed = (text: string): Promise<void> => until((all) => all.includes(text));
    const running = (): boolean => child.exitCode === null;
    return { pid: child.pid ?? 0, printed, until, ended, running };
  }

  /** Ends the checkout's cluster and deletes everything. */
  async remove(): Promise<void> {
    const report = (): void => undefined;
    await resetCluster({ root, folder: this.path(".sandbox", "cluster"), report });
    rmSync(this.folder, { recursive: true, force: true });
  }

  private git(...args: readonly string[]): string {
    return execFileSync("git", args, { cwd: this.folder, encoding: "utf8" }).trim();
  }
}
