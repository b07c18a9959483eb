import { mkdirSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { ensureTools, startCluster, type Cluster, type Tools } from "../../sandbox";
import { CommandError } from "../errors";
import type { StackFile } from "../stack-file";
import type { Paths } from "../paths";
import { ensurePassphrase } from "./passphrase";
import { choosePlugins, pluginPlaces } from "./plugins";
import { copyProject, type ProjectCopy } from "./project-copy";
import { sandboxContext } from "./rehearsed-config";
import { openAutomationStack } from "./automation-stack";
import { stateFile } from "./state/state-file";
import { clearLeftovers } from "./state/recovery";

/** A stack on the rehearsal cluster, ready for the engine. */
export interface Rehearsal {
  readonly cluster: Cluster;
  readonly tools: Tools;
  readonly project: ProjectCopy;
  /** Stand-ins that take the place of official plugins. */
  readonly standIns: readonly string[];
  /** The file that the engine keeps the stack's state in. */
  readonly stateFile: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The engine, which many commands need not; looked for once. */
  readonly engine: () => Promise<PulumiCommand>;
}

interface RehearsalArgs {
  readonly paths: Paths;
  readonly file: StackFile;
  readonly report: (line: string) => void;
}

/** Brings up tools, cluster and project copy, and clears what a killed command left. */
export async function prepareRehearsal({ paths, file, report }: RehearsalArgs): Promise<Rehearsal> {
  const { root } = paths;
  const tools = await ensureTools({ root, report });
  const cluster = await startCluster({ root, folder: paths.clusterFolder, tools, report });
  await clearLeftovers({ paths, engine: tools.pulumi, stack: file.stack, report });
  const { folders, standIns } = choosePlugins(paths, pluginPlaces(process.env));
  ensurePassphrase(paths.passphraseFile);
  mkdirSync(paths.stateFolder, { recursive: true });
  refuseFullDisk(paths.stateFolder);
  return {
    cluster,
    tools,
    project: copyProject({ root, folder: paths.projectFolder, file, plugins: folders }),
    standIns,
    stateFile: stateFile(paths, file.stack),
    environment: engineEnvironment(paths),
    engine: engineOf(tools),
  };
}

/** The engine among the tools; neither it nor the SDK is loaded before it is asked for. */
function engineOf({ pulumi }: Tools): () => Promise<PulumiCommand> {
  const look = async () => {
    const { PulumiCommand } = await import("@pulumi/pulumi/automation");
    // The SDK looks for bin/pulumi in this folder. The engine of the sandbox is pinned beside the SDK; both are
    // tested together.
    return PulumiCommand.get({ root: dirname(dirname(pulumi)), skipVersionCheck: true });
  };
  let engine: Promise<PulumiCommand> | undefined;
  return () => (engine ??= look());
}

/** The engine loses what it cannot write, so it is not started with less than this. */
const neededRoomMi = 8;

function refuseFullDisk(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < neededRoomMi * 1024 * 1024) {
    throw new CommandError(
      `The disk of ${folder} has less than ${neededRoomMi} MiB left. Make room first; nothing was changed.`,
    );
  }
}

/** What the engine needs to know; the passphrase itself stays in its file. */
function engineEnvironment(paths: Paths): Readonly<Record<string, string>> {
  return {
    // The file store's notes beside each file are not written as a whole: half of one, left by a killed
    // command, would make the state unreadable.
    PULUMI_BACKEND_URL: `file://${paths.stateFolder}?metadata=skip`,
    PULUMI_HOME: paths.pulumiHome,
    PULUMI_CONFIG_PASSPHRASE_FILE: paths.passphraseFile,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Commands read the state's file themselves.
    PULUMI_DIY_BACKEND_GZIP: "false",
  };
}

/** The stack with its program, for preview and up. */
export async function programStack(rehearsal: Rehearsal, { root, stack }: { root: string; stack: string }) {
  // Destroying a stack needs none of what makes one.
  const [{ loadConfig }, { OpenOps }] = await Promise.all([
    import("../../components/resources/loaded-config"),
    import("../../components/openops"),
  ]);
  const program = async () => {
    const loaded = await loadConfig({
      projectFolder: root,
      withheld: rehearsal.project.replacedSecrets,
    });
    const extraSecrets = { ...loaded.extraSecrets, ...rehearsal.project.extraSecrets };
    // Whatever the stack's cluster is, its objects go to the sandbox.
    const access = {
      kubeconfig: rehearsal.cluster.deployerKubeconfig,
      context: sandboxContext,
      kubectl: rehearsal.tools.kubectl,
    };
    return (await OpenOps.install("openops", { ...loaded, extraSecrets, access })).outputs;
  };
  return openAutomationStack({
    stack,
    stateFile: rehearsal.stateFile,
    options: { ...(await workspaceOptions(rehearsal)), program },
  });
}

/** The stack without a program, for refresh, destroy and its state. */
export async function stateStack(rehearsal: Rehearsal, stack: string) {
  return openAutomationStack({
    stack,
    stateFile: rehearsal.stateFile,
    options: await workspaceOptions(rehearsal),
  });
}

async function workspaceOptions({ project, environment, engine }: Rehearsal) {
  return { workDir: project.folder, envVars: { ...environment }, pulumiCommand: await engine() };
}
