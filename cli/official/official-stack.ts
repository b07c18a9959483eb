import { z } from "zod";
import { setCommand } from "../../components/values/fault";
import { isRawMap } from "../../components/config/layers";
import { CommandError } from "../errors";
import { checkRelease, operatePulumi, printedBy, runPulumi, withoutPreInstall } from "./official-pulumi";
import type { PolicyPack } from "./policy-pack";
import type { StackFile } from "../stack-file";
import { takeOver } from "../rehearsal/state/pending-operations";
import { report } from "../terminal/print";

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
  const agreed = args.chosen.yes === true ? agreementTo(operation, args) : [];
  const command = [operation, "--stack", args.file.stack, ...agreed, ...chosenArgs(args)];
  return operatePulumi(args.root, command, takeOverOf(args));
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
  return printedBy(args.root, [...command, ...withoutPreInstall, ...chosenArgs(args)]);
}

const exportSchema = z.object({ deployment: z.unknown() });

/**
 * The state of a stack in the user's own backend, with its secrets encrypted.
 *
 * @throws CommandError when Pulumi is missing or too old, the context is not the stack's, or there is no state
 */
export async function officialState(args: OfficialArgs): Promise<unknown> {
  await prepareOfficial(args);
  const text = await printedBy(args.root, ["stack", "export", "--stack", args.file.stack]);
  const parsed = exportSchema.safeParse(text === "" ? undefined : JSON.parse(text));
  if (!parsed.success) {
    throw new CommandError(`Pulumi has no state of stack ${args.file.stack} (see above).`);
  }
  return parsed.data.deployment;
}

/**
 * An update that is agreed to is not planned first, since nobody would look at the plan; but a broken rule, and
 * protected resources at a destroy, have to be found before anything is changed.
 */
function agreementTo(
  operation: "up" | "preview" | "destroy",
  { policies }: Pick<OfficialArgs, "policies">,
): readonly string[] {
  if (operation === "preview") {
    return [];
  }
  return operation === "up" && policies === undefined ? ["--yes", "--skip-preview"] : ["--yes"];
}

/** The arguments of Pulumi for the choices of the command line. */
export function chosenArgs({
  chosen,
  policies,
}: Pick<OfficialArgs, "chosen" | "policies">): readonly string[] {
  return [
    ...(chosen.refresh === true ? ["--refresh"] : []),
    ...(policies === undefined
      ? []
      : ["--policy-pack", policies.folder, "--policy-pack-config", policies.configFile]),
  ];
}

/** The variables by which an update takes over what exists, where it is to. */
export function takeOverOf({ chosen }: Pick<OfficialArgs, "chosen">): Readonly<Record<string, string>> {
  return chosen["take-over"] === true ? takeOver : {};
}

/** Makes sure that Pulumi is new enough and that the stack is bound to the context. */
export async function prepareOfficial({ root, file, context, chosen }: OfficialArgs): Promise<void> {
  checkRelease(root);
  if (chosen["write-context"] !== true) {
    checkContext(file, context);
  }
  if (contextOf(file) !== context) {
    const set = ["config", "set", "--stack", file.stack, "--path"];
    await runPulumi(root, [...set, "openops:cluster.kind", "kubeconfig"]);
    await runPulumi(root, [...set, "openops:cluster.context", context]);
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
