import { spawn } from "node:child_process";
import type { handleServerStreamingCall } from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutResponse,
  DependencyInfo,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  InstallDependenciesResponse,
  LanguageHandshakeResponse,
  RunResponse,
  type InstallDependenciesRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { PackageDependency, PluginDependency, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { unary } from "../plugins/protocol/unary";
import { installedPackages, pluginPackages } from "./installed-packages";
import { runPlugin } from "./plugin-run";
import { runProgram, type ProgramEnd } from "./program-run";

/** The methods that an engine calls to preview, update, destroy and install, to describe a project, and to run policy packs. */
type LanguageRuntime = Pick<
  ILanguageRuntimeServer,
  | "handshake"
  | "getPluginInfo"
  | "getRequiredPlugins"
  | "getRequiredPackages"
  | "run"
  | "about"
  | "getProgramDependencies"
  | "installDependencies"
  | "runPlugin"
  | "cancel"
>;

function runResponse(end: ProgramEnd): RunResponse {
  const response = new RunResponse().setBail(end.kind === "bail");
  return end.kind === "failed" ? response.setError(end.message) : response;
}

const installDependencies: handleServerStreamingCall<
  InstallDependenciesRequest,
  InstallDependenciesResponse
> = (call) => {
  const child = spawn("npm", ["install", "--loglevel=error"], {
    cwd: call.request.getDirectory(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (chunk: Buffer) => call.write(new InstallDependenciesResponse().setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => call.write(new InstallDependenciesResponse().setStderr(chunk)));
  child.once("error", (error) => call.destroy(error));
  child.once("close", (code) => {
    if (code === 0) {
      call.end();
    } else {
      call.destroy(new Error(`npm install ended with the exit code ${code}`));
    }
  });
};

/**
 * A language host for Node.js: what it does not do, generating code and packing SDKs, it refuses as unimplemented.
 *
 * @param engine where the engine listens, as `host:port`
 * @param version what it says its release is
 */
export function languageRuntime(engine: string, version: string): LanguageRuntime {
  return {
    handshake: unary(async () => new LanguageHandshakeResponse()),
    getPluginInfo: unary(async () => new PluginInfo().setVersion(version)),
    getRequiredPlugins: unary(async (request) => {
      const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
      const plugins = pluginPackages(folder).map(({ name, version, server = "" }) =>
        new PluginDependency().setKind("resource").setName(name).setVersion(version).setServer(server),
      );
      return new GetRequiredPluginsResponse().setPluginsList(plugins);
    }),
    getRequiredPackages: unary(async (request) => {
      const folder = request.getInfo()?.getProgramDirectory() ?? "";
      const packages = pluginPackages(folder).map(({ name, version, server = "" }) =>
        new PackageDependency().setKind("resource").setName(name).setVersion(version).setServer(server),
      );
      return new GetRequiredPackagesResponse().setPackagesList(packages);
    }),
    run: unary(async (request) => runResponse(await runProgram(request, engine))),
    about: unary(async () =>
      new AboutResponse().setExecutable(process.execPath).setVersion(process.version.slice(1)),
    ),
    getProgramDependencies: unary(async (request) => {
      const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
      const dependencies = installedPackages(folder).map(({ name, version }) =>
        new DependencyInfo().setName(name).setVersion(version),
      );
      return new GetProgramDependenciesResponse().setDependenciesList(dependencies);
    }),
    installDependencies,
    runPlugin,
    cancel: unary(async () => new Empty()),
  };
}
