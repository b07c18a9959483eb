import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { handleServerStreamingCall } from "@grpc/grpc-js";
import { RunPluginResponse, type RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import { nodeArguments } from "./runtime-options";

/** The SDK's entries, by the kind of the plugin: policy packs have one of their own. */
function entryPoint(kind: string, folder: string): string {
  const entry = kind === "analyzer" ? "run-policy-pack" : "run-plugin";
  return createRequire(join(folder, "plugin.js")).resolve(`@pulumi/pulumi/cmd/${entry}`);
}

function pluginEnvironment(request: RunPluginRequest): NodeJS.ProcessEnv {
  const given = request.getEnvList().map((line) => {
    const end = line.indexOf("=");
    return [line.slice(0, end), line.slice(end + 1)] as const;
  });
  return { ...process.env, ...Object.fromEntries(given) };
}

/** Runs a plugin that is written for Node.js, a policy pack for instance, until it ends or is cancelled. */
export const runPlugin: handleServerStreamingCall<RunPluginRequest, RunPluginResponse> = (call) => {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
  let entry: string;
  try {
    entry = entryPoint(request.getKind(), folder);
  } catch (error) {
    call.destroy(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  const child = spawn(
    "node",
    [...nodeArguments(request.getInfo()), entry, ...request.getArgsList(), "."],
    // A pack's tsconfig.json is looked for in the working folder.
    { cwd: folder, env: pluginEnvironment(request), stdio: ["ignore", "pipe", "pipe"] },
  );
  child.stdout.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStderr(chunk)));
  child.once("error", (error) => call.destroy(error));
  child.once("close", (code) => {
    call.write(new RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.once("cancelled", () => child.kill());
};
