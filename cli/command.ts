import { CommandError, UsageError } from "./errors";
import { print } from "./terminal/print";
import { outliveReaders } from "./terminal/readers";

interface Command {
  /** What it takes; light, so that `--help` is answered at once. */
  readonly line: () => Promise<{ readonly usage: string }>;
  readonly work: () => Promise<{
    readonly run: (args: readonly string[], root: string) => Promise<number>;
  }>;
}

/** The commands behind `npm run …`; each is loaded only when it runs. */
const commands: Readonly<Record<string, Command>> = {
  up: { line: () => import("./up/command-line"), work: () => import("./up/up") },
  preview: { line: () => import("./preview/command-line"), work: () => import("./preview/preview") },
  down: { line: () => import("./down/command-line"), work: () => import("./down/down") },
  sandbox: { line: () => import("./sandbox/command-line"), work: () => import("./sandbox/sandbox") },
  config: { line: () => import("./config/command-line"), work: () => import("./config/config") },
  comment: { line: () => import("./comment/command-line"), work: () => import("./comment/comment") },
  "stack-files": {
    line: () => import("./stack-files/command-line"),
    work: () => import("./stack-files/stack-files"),
  },
  drift: { line: () => import("./drift/command-line"), work: () => import("./drift/drift") },
  adopt: { line: () => import("./adopt/command-line"), work: () => import("./adopt/adopt") },
  render: { line: () => import("./render/command-line"), work: () => import("./render/render") },
  diagram: { line: () => import("./diagram/command-line"), work: () => import("./diagram/diagram") },
  secrets: { line: () => import("./secrets/command-line"), work: () => import("./secrets/secrets") },
  rotate: { line: () => import("./rotate/command-line"), work: () => import("./rotate/rotate") },
  smoke: { line: () => import("./smoke/command-line"), work: () => import("./smoke/smoke") },
  backup: { line: () => import("./backup/command-line"), work: () => import("./backup/backup") },
  backups: { line: () => import("./backups/command-line"), work: () => import("./backups/backups") },
  restore: { line: () => import("./restore/command-line"), work: () => import("./restore/restore") },
  generate: { line: () => import("./generate/command-line"), work: () => import("./generate/generate") },
  check: { line: () => import("./check/command-line"), work: () => import("./check/check") },
  "openops-releases": {
    line: () => import("./openops-releases/command-line"),
    work: () => import("./openops-releases/openops-releases"),
  },
  package: { line: () => import("./package/command-line"), work: () => import("./package/package") },
  bench: { line: () => import("../bench/command-line"), work: () => import("../bench/bench") },
  "bench-flat": {
    line: () => import("../bench/flat/command-line"),
    work: () => import("../bench/flat/flat"),
  },
  test: { line: () => import("./test/command-line"), work: () => import("./test/test") },
};

/** The names of the commands. */
export const commandNames: readonly string[] = Object.keys(commands);

/** What explains a command; undefined where there is none of the name. */
export async function usageOfCommand(name: string): Promise<string | undefined> {
  return (await commands[name]?.line())?.usage;
}

/** Runs a command and sets the exit code: 0, 1 for a failure, 2 for a wrong command line. */
export async function runCommand(name: string, args: readonly string[], root: string): Promise<void> {
  outliveReaders([process.stdout, process.stderr]);
  try {
    process.exitCode = await loadedRun(name, args, root);
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    process.stderr.write(`${messageOf(error)}\n`);
  }
}

async function loadedRun(name: string, args: readonly string[], root: string): Promise<number> {
  const command = commands[name];
  if (command === undefined) {
    throw new UsageError(`There is no command ${name}; there are ${commandNames.join(", ")}.`);
  }
  if (args.includes("--help") || args.includes("-h")) {
    print((await command.line()).usage);
    return 0;
  }
  const { run } = await command.work();
  try {
    return await run(args, root);
  } catch (error) {
    // Loaded for an error alone, so that every command starts without it.
    const { explained } = await import("../sandbox");
    throw explained(error);
  }
}

/** A message for people; what nobody foresaw is shown with its trace, since it is a fault of this program. */
function messageOf(error: unknown): string {
  if (error instanceof CommandError || error instanceof UsageError || isExpected(error)) {
    return error.message;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a fault of the program, please report it:\n${trace}`;
}

/** Errors of the sandbox and of configuration carry their own messages for people. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && ["SandboxError", "ConfigError"].includes(error.constructor.name);
}
