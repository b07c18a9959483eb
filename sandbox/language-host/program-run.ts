import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { nodeArguments, runtimeOptions } from "./runtime-options";

/** The exit code by which the SDK says that it has shown the error already. */
const errorWasShown = 32;

/** How a program ended: `bail` where what went wrong has been shown. */
export type ProgramEnd =
  | { readonly kind: "finished" }
  | { readonly kind: "bail" }
  | { readonly kind: "failed"; readonly message: string };

function entryPoint(programFolder: string): string {
  return createRequire(join(programFolder, "program.js")).resolve("@pulumi/pulumi/cmd/run");
}

/** Configuration keys as the SDK expects them: `NAMESPACE:config:KEY`. */
function programConfig(request: RunRequest): string {
  const entries = [...request.getConfigMap().entries()].map(([key, value]: readonly [string, string]) => [
    key.replace(/^([^:]+):(?!config:)/, "$1:config:"),
    value,
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

interface Connections {
  /** Where the engine listens, as `host:port`. */
  readonly engine: string;
  /** The folder with the two pipes of synchronous calls. */
  readonly pipes: string;
}

/** The arguments of the SDK's entry, in the order of the official language host. */
function runArguments(request: RunRequest, { engine, pipes }: Connections): readonly string[] {
  const info = request.getInfo();
  return [
    ...["--monitor", request.getMonitorAddress()],
    ...["--engine", engine],
    ...["--sync", pipes],
    ...["--organization", request.getOrganization()],
    ...["--project", request.getProject()],
    ...["--root-directory", info?.getRootDirectory() ?? request.getPwd()],
    ...["--stack", request.getStack()],
    ...["--pwd", request.getPwd()],
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...["--parallel", String(request.getParallel())],
    ...[info?.getEntryPoint() ?? request.getProgram(), ...request.getArgsList()],
  ];
}

function programEnd(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (code === 0) {
    return { kind: "finished" };
  }
  if (code === errorWasShown) {
    return { kind: "bail" };
  }
  const how = code === null ? `by the signal ${signal}` : `with a non-zero exit code: ${code}`;
  return { kind: "failed", message: `Program exited ${how}` };
}

/**
 * Runs a program in a process of its own through the SDK's entry, with the arguments and the environment of the
 * official language host (recorded with release 3.259.0). The pipes for synchronous calls exist, but nothing
 * answers there: the SDK still has the function that opens them (`getSyncInvokes`), and nothing calls it.
 *
 * @param engine where the engine listens, as `host:port`
 */
export async function runProgram(request: RunRequest, engine: string): Promise<ProgramEnd> {
  const programFolder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const options = runtimeOptions(request.getInfo());
  const pipes = mkdtempSync(join(tmpdir(), "pulumi-node-pipes-"));
  try {
    execFileSync("mkfifo", [join(pipes, "invoke_req"), join(pipes, "invoke_res")]);
    const child = spawn(
      // The one on the search path, as the official host has it.
      "node",
      [
        ...nodeArguments(request.getInfo()),
        entryPoint(programFolder),
        ...runArguments(request, { engine, pipes }),
      ],
      {
        cwd: request.getPwd(),
        env: {
          ...process.env,
          PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
          ...(options.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
          PULUMI_CONFIG: programConfig(request),
          PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        },
        // Its output is the host's, which the engine shows; the host's own has its port only.
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(programEnd(code, signal)));
    });
  } finally {
    rmSync(pipes, { recursive: true, force: true });
  }
}
