import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { ensureTools, resetCluster, startCluster } from "../../sandbox";
import { writeLanguageHostLauncher, writePluginLaunchers } from "../../sandbox/plugins/launchers";
import { cloneCheckout } from "../support/clone";
import { kubectlFor } from "./kubectl";
import type { Kubectl } from "./kubectl";

const root = resolve(__dirname, "../..");
const report = (): void => undefined;

export interface PulumiResult {
  readonly code: number | null;
  /** What was printed to either stream. */
  readonly printed: string;
}

interface Parts {
  readonly folder: string;
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

  static async start(): Promise<PlainPulumi> {
    const folder = mkdtempSync(join(tmpdir(), "openops-plain-"));
    const tools = await ensureTools({ root, report });
    const cluster = await startCluster({ root, folder: join(folder, "cluster"), tools, report });
    const plugins = writePluginLaunchers({
      root,
      folder: join(folder, "plugins"),
      accountsFolder: join(folder, "accounts"),
    });
    const host = writeLanguageHostLauncher({ root, folder: join(folder, "host") });
    mkdirSync(join(folder, "state"));
    cloneCheckout(join(folder, "checkout"));
    const path = [host, plugins.kubernetes, plugins.random, plugins.tls, dirname(tools.pulumi)];
    return new PlainPulumi({
      folder,
      kubectl: kubectlFor(tools.kubectl, cluster.adminKubeconfig),
      environment: {
        ...process.env,
        PATH: [...path, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
        KUBECONFIG: cluster.deployerKubeconfig,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "plain",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // The plugins of the clouds, which are installed as packages, are not asked for on the internet.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
  }

  get kubectl(): Kubectl {
    return this.parts.kubectl;
  }

  get checkout(): string {
    return join(this.parts.folder, "checkout");
  }

  /** Runs `pulumi` in the checkout to its end. */
  run(...args: readonly string[]): Promise<PulumiResult> {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
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
