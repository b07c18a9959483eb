import { tellSystemErrors } from "../sandbox/system-error";
import { CommandError } from "./command-error";
import { print } from "./terminal/print";
import { outliveReaders } from "./terminal/readers";
import { UsageError } from "./usage-error";

interface Command {
  /** What it takes; light, so that `--help` is answered at once. */
  readonly line: () => Promise<{ readonly usage: string }>;
  readonly work: () => Promise<{
    readonly run: (args: readonly string[], root: string) => Promise<number>;
  }>;
}

/** The commands behind `npm run …`; each is loaded only when it runs. */
const commands: Readonly<Record<string, Command>> = {
  up: { line: () => import("./command-lines/up"), work: () => import("./up") },
  preview: { line: () => import("./command-lines/preview"), work: () => import("./preview") },
  down: { line: () => import("./command-lines/down"), work: () => import("./down") },
  sandbox: { line: () => import("./command-lines/sandbox"), work: () => import("./sandbox") },
  config: { line: () => import("./command-lines/config"), work: () => import("./config") },
  comment: { line: () => import("./command-lines/comment"), work: () => import("./comment") },
  "stack-files": { line: () => import("./command-lines/stack-files"), work: () => import("./stack-files") },
  drift: { line: () => import("./command-lines/drift"), work: () => import("./drift") },
  adopt: { line: () => import("./command-lines/adopt"), work: () => import("./adopt") },
  render: { line: () => import("./command-lines/render"), work: () => import("./render") },
  diagram: { line: () => import("./command-lines/diagram"), work: () => import("./diagram") },
  secrets: { line: () => import("./command-lines/secrets"), work: () => import("./secrets") },
  rotate: { line: () => import("./command-lines/rotate"), work: () => import("./rotate") },
  smoke: { line: () => import("./command-lines/smoke"), work: () => import("./smoke") },
  backup: { line: () => import("./command-lines/backup"), work: () => import("./backup") },
  backups: { line: () => import("./command-lines/backups"), work: () => import("./backups") },
  restore: { line: () => import("./command-lines/restore"), work: () => import("./restore") },
  generate: { line: () => import("./command-lines/generate"), work: () => import("./generate") },
  check: { line: () => import("./command-lines/check"), work: () => import("./check") },
  bench: { line: () => import("./command-lines/bench"), work: () => import("./bench") },
  "bench-flat": { line: () => import("./command-lines/bench-flat"), work: () => import("./benchmark/flat") },
  test: { line: () => import("./command-lines/test"), work: () => import("./test") },
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
  return tellSystemErrors(() => run(args, root));
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
