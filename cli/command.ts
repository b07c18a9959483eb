import { tellSystemErrors } from "../sandbox/system-error";
import { CommandError } from "./command-error";
import { HelpRequest } from "./help-request";
import { print } from "./terminal/print";
import { outliveReaders } from "./terminal/readers";
import { UsageError } from "./usage-error";

interface Command {
  readonly run: (args: readonly string[], root: string) => Promise<number>;
}

/** The commands behind `npm run …`; each is loaded only when it runs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: () => import("./up"),
  preview: () => import("./preview"),
  down: () => import("./down"),
  sandbox: () => import("./sandbox"),
  config: () => import("./config"),
  comment: () => import("./comment"),
  "stack-files": () => import("./stack-files"),
  drift: () => import("./drift"),
  adopt: () => import("./adopt"),
  render: () => import("./render"),
  diagram: () => import("./diagram"),
  secrets: () => import("./secrets"),
  rotate: () => import("./rotate"),
  smoke: () => import("./smoke"),
  backup: () => import("./backup"),
  backups: () => import("./backups"),
  restore: () => import("./restore"),
  generate: () => import("./generate"),
  check: () => import("./check"),
  bench: () => import("./bench"),
  "bench-flat": () => import("./benchmark/flat"),
  test: () => import("./test"),
};

/** Runs a command and sets the exit code: 0, 1 for a failure, 2 for a wrong command line. */
export async function runCommand(name: string, args: readonly string[], root: string): Promise<void> {
  outliveReaders([process.stdout, process.stderr]);
  try {
    process.exitCode = await loadedRun(name, args, root);
  } catch (error) {
    if (error instanceof HelpRequest) {
      print(error.message);
      return;
    }
    process.exitCode = error instanceof UsageError ? 2 : 1;
    process.stderr.write(`${messageOf(error)}\n`);
  }
}

async function loadedRun(name: string, args: readonly string[], root: string): Promise<number> {
  const load = commands[name];
  if (load === undefined) {
    throw new UsageError(`There is no command ${name}; there are ${Object.keys(commands).join(", ")}.`);
  }
  const command = await load();
  return tellSystemErrors(() => command.run(args, root));
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
