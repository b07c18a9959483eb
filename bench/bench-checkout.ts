import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { configNamespace } from "../components/values/fault";
import type { RawMap } from "../components/config/layers";
import { resetCluster } from "../sandbox";
import type { StackFile } from "../cli/stack-file";

/** What a checkout consists of, beside its stack files. */
export const checkoutSources: readonly string[] = [
  ".dependency-cruiser.mjs",
  ".swcrc",
  "Pulumi.yaml",
  "bench",
  "cli",
  "components",
  "index.ts",
  "package-lock.json",
  "package.json",
  "policies",
  "providers",
  "sandbox",
  "tsconfig.json",
];

/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/**
 * A copy of the checkout with stack files, cluster and state of its own, so that a measurement changes
 * nothing of the checkout's. Installed packages and built tools are the checkout's.
 */
export class BenchCheckout {
  readonly folder: string;

  private constructor(private readonly root: string) {
    this.folder = join(root, ".sandbox", "bench");
  }

  /** Makes the copy, in the place of an earlier one and its cluster. */
  static async make(root: string): Promise<BenchCheckout> {
    const checkout = new BenchCheckout(root);
    await checkout.remove();
    mkdirSync(join(checkout.folder, ".sandbox"), { recursive: true });
    checkoutSources.forEach((name) =>
      cpSync(join(root, name), join(checkout.folder, name), { recursive: true }),
    );
    symlinkSync(join(root, "node_modules"), join(checkout.folder, "node_modules"));
    const tools = join(root, ".sandbox", "bin");
    mkdirSync(tools, { recursive: true });
    symlinkSync(tools, join(checkout.folder, ".sandbox", "bin"));
    return checkout;
  }

  get clusterFolder(): string {
    return this.path(".sandbox", "cluster");
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** A command of `cli/` in this copy. */
  command(...args: readonly string[]): CommandLine {
    return [process.execPath, this.path("cli", "run.mjs"), ...args];
  }

  /** Writes a stack file; keys are without the namespace. */
  configure(stack: string, values: RawMap): void {
    const entries = Object.entries(values).map(([key, value]) => [`${configNamespace}:${key}`, value]);
    writeFileSync(this.path(`Pulumi.${stack}.yaml`), stringify({ config: Object.fromEntries(entries) }));
  }

  /** Writes the file of a stack of the checkout, with other values of some keys. */
  copyStack({ stack, config }: StackFile, changes: RawMap): void {
    const values = Object.entries(config).map(([key, value]) => [
      key.slice(configNamespace.length + 1),
      value,
    ]);
    this.configure(stack, { ...Object.fromEntries(values), ...changes });
  }

  async remove(): Promise<void> {
    if (existsSync(this.clusterFolder)) {
      await resetCluster({ root: this.root, folder: this.clusterFolder, report: () => undefined });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
