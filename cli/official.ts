import { spawn, spawnSync } from "node:child_process";
import { z } from "zod";
import { setCommand } from "../components/model/fault";
import { isRawMap } from "../components/model/layers";
import { CommandError } from "./command-error";
import type { PolicyPack } from "./policy-pack";
import type { StackFile } from "./stack-file";
import { takeOver } from "./rehearsal/pending";
import { report } from "./terminal/print";

/** Older releases have faults in refresh and destroy that the program's safeguards rely on being gone. */
const oldestRelease = [3, 181, 0] as const;

/** A stack on a cluster, with what the command line says of it. */
export interface OfficialArgs {
  readonly root: string;
  readonly file: StackFile;
  readonly context: string;
  /** Rules that the stack has to keep. */
  readonly policies?: PolicyPack | undefined;
  readonly chosen: {
    readonly yes?: boolean;
    readonly "write-context"?: boolean;
    readonly refresh?: boolean;
    readonly "take-over"?: boolean;
  };
}

/**
 * Runs the user's own Pulumi on a cluster, which shows its preview and asks. State and secrets are
 * wherever the user's backend keeps them.
 *
 * @returns Pulumi's exit code
 * @throws CommandError when Pulumi is missing or too old, or the context is not the stack's
 */
export async function runOfficial(
  operation: "up" | "preview" | "destroy",
  args: OfficialArgs,
): Promise<number> {
  await prepareOfficial(args);
  const agreed = args.chosen.yes === true && operation !== "preview" ? ["--yes"] : [];
  const refresh = args.chosen.refresh === true ? ["--refresh"] : [];
  return runPulumi(
    args.root,
    [operation, "--stack", args.file.stack, ...agreed, ...refresh, ...policyArgs(args)],
    args.chosen["take-over"] === true ? takeOver : {},
  );
}

/**
 * Asks the user's own Pulumi what an update would do.
 *
 * @returns what `pulumi preview --json` prints
 * @throws CommandError when Pulumi is missing or too old, or the context is not the stack's
 */
export async function officialPreview(args: OfficialArgs): Promise<string> {
  await prepareOfficial(args);
  // What stays is told too, since its protection may change.
  const command = ["preview", "--stack", args.file.stack, "--json", "--show-sames", "--non-interactive"];
  return outputOf(args.root, [...command, ...policyArgs(args)]);
}

const exportSchema = z.object({ deployment: z.unknown() });

/**
 * The state of a stack in the user's own backend, with its secrets encrypted.
 *
 * @throws CommandError when Pulumi is missing or too old, the context is not the stack's, or there is no state
 */
export async function officialState(args: OfficialArgs): Promise<unknown> {
  await prepareOfficial(args);
  const text = await outputOf(args.root, ["stack", "export", "--stack", args.file.stack]);
  const parsed = exportSchema.safeParse(text === "" ? undefined : JSON.parse(text));
  if (!parsed.success) {
    throw new CommandError(`Pulumi has no state of stack ${args.file.stack} (see above).`);
  }
  return parsed.data.deployment;
}

/** What Pulumi prints on standard output. */
async function outputOf(root: string, command: readonly string[]): Promise<string> {
  const child = spawn("pulumi", [...command], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return Buffer.concat(chunks).toString("utf8");
}

/** How Pulumi is told of a policy pack. */
export function policyArgs({ policies }: Pick<OfficialArgs, "policies">): readonly string[] {
  return policies === undefined
    ? []
    : ["--policy-pack", policies.folder, "--policy-pack-config", policies.configFile];
}

/** Makes sure that Pulumi is new enough and that the stack is bound to the context. */
export async function prepareOfficial({ root, file, context, chosen }: OfficialArgs): Promise<void> {
  checkRelease(root);
  if (chosen["write-context"] !== true) {
    checkContext(file, context);
  }
  if (contextOf(file) !== context) {
    await runPulumi(root, [
      "config",
      "set",
      "--stack",
      file.stack,
      "--path",
      "openops:cluster.kind",
      "kubeconfig",
    ]);
    await runPulumi(root, [
      "config",
      "set",
      "--stack",
      file.stack,
      "--path",
      "openops:cluster.context",
      context,
    ]);
    report(`Wrote the context ${context} into ${file.name}.`);
  }
}

/**
 * Makes sure that the user's own Pulumi can work on a stack.
 *
 * @throws CommandError when it is missing or too old, or the context is not the stack's
 */
export function checkOfficial({ root, file, context }: Omit<OfficialArgs, "chosen">): void {
  checkRelease(root);
  checkContext(file, context);
}

function checkContext(file: StackFile, context: string): void {
  if (contextOf(file) !== context) {
    throw new CommandError(refusal(file, context));
  }
}

function contextOf({ config }: StackFile): unknown {
  const cluster = config["openops:cluster"];
  // A cluster that a cloud knows by its name is meant by that name.
  return isRawMap(cluster) ? (cluster.context ?? cluster.name) : undefined;
}

function refusal(file: StackFile, context: string): string {
  const current = contextOf(file);
  return (
    `Stack ${file.stack} is ${current === undefined ? "bound to no context" : `for the context ${String(current)}`}, ` +
    `not for ${context}; nothing was changed. To bind it to ${context}: ` +
    `${setCommand("cluster.context", context)}, or run this again with --write-context.`
  );
}

function checkRelease(root: string): void {
  const { status, stdout } = spawnSync("pulumi", ["version"], {
    cwd: root,
    encoding: "utf8",
    env: process.env,
  });
  if (status !== 0) {
    throw new CommandError(
      `A cluster needs the official Pulumi ${oldestRelease.join(".")} or newer, and there is no pulumi on the PATH. ` +
        "Install it (https://www.pulumi.com/docs/install/), then run the command again.",
    );
  }
  const release = stdout.trim().replace(/^v/, "");
  const parts = release.split(/[.-]/).map(Number);
  const difference =
    oldestRelease.map((part, index) => (parts[index] ?? 0) - part).find((step) => step !== 0) ?? 0;
  if (difference < 0) {
    throw new CommandError(
      `Pulumi ${release} is too old: ${oldestRelease.join(".")} or newer is needed. Update it, then run the command again.`,
    );
  }
}

/** Runs the user's own Pulumi on the terminal; returns its exit code. */
export function runPulumi(
  root: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment };
    const child = spawn("pulumi", [...args], { cwd: root, stdio: "inherit", env });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
