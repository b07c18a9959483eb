import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import {
  LocalWorkspace,
  PulumiCommand,
  Stack,
  type LocalWorkspaceOptions,
  type PulumiFn,
} from "@pulumi/pulumi/automation";

import { writePluginLaunchers } from "../../sandbox/plugins/launchers";

export type RehearsalOptions = {
  readonly root: string;
  readonly pulumi: string;
  readonly name: string;
  readonly environment?: Readonly<Record<string, string>>;
};

/** What a command of the engine did: how many resources of each kind of step, and what it printed. */
export type Outcome = {
  readonly changes: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly output: string;
};

/** A stack in a folder of its own, driven by the real engine with the stand-in plugins. */
export type Rehearsal = {
  /** Where the project, its state and its simulated accounts are. */
  readonly folder: string;
  up(program: PulumiFn): Promise<Outcome>;
  preview(program: PulumiFn): Promise<Outcome>;
  refresh(): Promise<Outcome>;
  destroy(): Promise<Outcome>;
  /** The state file as it lies on disk. */
  state(): string;
  remove(): void;
};

function write(folder: string, name: string, providers: Readonly<Record<string, string>>): void {
  const paths = Object.entries(providers).map(([plugin, path]) => ({ name: plugin, path }));
  const project = { name, runtime: "nodejs", plugins: { providers: paths } };
  writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify(project));
}

function counted(changes: object | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(changes ?? {}).map(([step, count]) => [step, Number(count)]));
}

function stateFile(folder: string): string {
  const files = readdirSync(join(folder, "state"), { recursive: true, encoding: "utf8" });
  const file = files.find((path) => /\.pulumi[/\\]stacks[/\\].*\.json$/.test(path)) ?? "";
  return readFileSync(join(folder, "state", file), "utf8");
}

export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const { root, pulumi, name, environment = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), "openops-stack-"));
  mkdirSync(join(folder, "state"));
  write(
    folder,
    name,
    writePluginLaunchers({ root, folder: join(folder, "plugins"), accountsFolder: join(folder, "accounts") }),
  );
  const workspaceOptions: LocalWorkspaceOptions = {
    workDir: folder,
    pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(pulumi)) }),
    envVars: {
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      // The engine keeps a log of every command there.
      PULUMI_HOME: join(folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "rehearsal",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...environment,
    },
  };
  const withProgram = (program: PulumiFn): Promise<Stack> =>
    LocalWorkspace.createOrSelectStack({ stackName: "test", projectName: name, program }, workspaceOptions);
  const withoutProgram = async (): Promise<Stack> =>
    Stack.select("test", await LocalWorkspace.create(workspaceOptions));
  return {
    folder,
    up: async (program) => {
      const result = await (await withProgram(program)).up({ color: "never" });
      const outputs = Object.entries(result.outputs).map(([key, { value }]) => [key, value] as const);
      const changes = counted(result.summary.resourceChanges);
      return { changes, outputs: Object.fromEntries(outputs), output: result.stdout };
    },
    preview: async (program) => {
      const result = await (await withProgram(program)).preview({ color: "never", diff: true });
      return {
        changes: counted(result.changeSummary),
        outputs: {},
        output: `${result.stdout}${result.stderr}`,
      };
    },
    refresh: async () => {
      const result = await (await withoutProgram()).refresh({ color: "never" });
      return { changes: counted(result.summary.resourceChanges), outputs: {}, output: result.stdout };
    },
    destroy: async () => {
      const result = await (await withoutProgram()).destroy({ color: "never" });
      return { changes: counted(result.summary.resourceChanges), outputs: {}, output: result.stdout };
    },
    state: () => stateFile(folder),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
