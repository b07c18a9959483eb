import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { satisfies } from "semver";
import { parse } from "yaml";
import { z } from "zod";
import { CommandError } from "../errors";
import { adviceOn } from "../rehearsal/error-hints";
import { report } from "../terminal/print";

type Environment = Readonly<Record<string, string>>;

const projectSchema = z.object({ requiredPulumiVersion: z.string() });

/** The releases of Pulumi that the project works with: a range, which the CLI itself keeps as well. */
export function requiredPulumi(root: string): string {
  const project: unknown = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  return projectSchema.parse(project).requiredPulumiVersion;
}

/**
 * Makes sure that the user's own Pulumi can run the project.
 *
 * @throws CommandError when it is missing or too old
 */
export function checkRelease(root: string): void {
  const required = requiredPulumi(root);
  const oldest = required.replace(">=", "");
  const { status, stdout } = spawnSync("pulumi", ["version"], {
    cwd: root,
    encoding: "utf8",
    env: process.env,
  });
  if (status !== 0) {
    throw new CommandError(
      `A cluster needs the official Pulumi ${oldest} or newer, and there is no pulumi on the PATH. ` +
        "Install it (https://www.pulumi.com/docs/install/), then run the command again.",
    );
  }
  const release = stdout.trim().replace(/^v/, "");
  if (!satisfies(release, required, { includePrerelease: true })) {
    throw new CommandError(
      `Pulumi ${release} is too old: ${oldest} or newer is needed. Update it, then run the command again.`,
    );
  }
}

/**
 * Has the engine fetch the plugins that a stack uses, and no others: otherwise it first fetches those of every
 * installed package, the three clouds' included.
 */
export const withoutPreInstall = ["--skip-plugin-pre-install"] as const;

/** Runs the user's own Pulumi on the terminal; returns its exit code. */
export function runPulumi(
  root: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment };
    const child = spawn("pulumi", [...args], { cwd: root, stdio: "inherit", env });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * Runs an operation of the user's own Pulumi on the terminal, which shows it and asks; where it fails, says what to
 * do about it.
 *
 * @returns its exit code
 */
export async function operatePulumi(
  root: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "openops-events-"));
  const events = join(folder, "events.jsonl");
  try {
    const code = await runPulumi(root, [...args, ...withoutPreInstall, "--event-log", events], {
      ...environment,
      // Offers the option by which events are kept.
      PULUMI_DEBUG_COMMANDS: "true",
    });
    if (code !== 0) {
      adviceOn(errorsIn(events), "cluster").forEach((advice) => report(advice));
    }
    return code;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const eventSchema = z.object({
  diagnosticEvent: z.object({ severity: z.string(), message: z.string() }).optional(),
});

/** The errors that an operation reported, without colours. */
function errorsIn(path: string): readonly string[] {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return lines
    .filter((line) => line !== "")
    .flatMap((line) => {
      const { diagnosticEvent } = eventSchema.parse(JSON.parse(line));
      return diagnosticEvent?.severity === "error"
        ? [diagnosticEvent.message.replace(/<\{%.*?%\}>/g, "")]
        : [];
    });
}

/** What the user's own Pulumi prints on standard output. */
export async function printedBy(root: string, command: readonly string[]): Promise<string> {
  const child = spawn("pulumi", [...command], {
    cwd: root,
    env: process.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return Buffer.concat(chunks).toString("utf8");
}
