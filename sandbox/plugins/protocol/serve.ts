import { fstatSync } from "node:fs";

import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

import { EngineLog } from "./engine-log";
import type { ResourcePlugin } from "./resource-plugin";
import { resourceProviderService } from "./service";

/** Larger than any state of a resource; the engine's own limit is the same. */
const maximumMessageBytes = 400 * 1024 * 1024;

/** The engine holds the other end of standard input: when it dies, even by SIGKILL, so does the plugin. */
function exitWithEngine(): void {
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) {
    process.stdin.on("end", () => process.exit(0)).resume();
  }
}

/** Where the engine that started this process listens: it puts its own address last, after flags for logging and tracing. */
export function engineAddress(): string | undefined {
  return process.argv.slice(2).at(-1);
}

/** Serves on a free loopback port and prints the port, as the engine expects. */
export async function serve(
  definition: ServiceDefinition,
  implementation: UntypedServiceImplementation,
): Promise<void> {
  const server = new Server({
    "grpc.max_receive_message_length": maximumMessageBytes,
    "grpc.max_send_message_length": maximumMessageBytes,
  });
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  exitWithEngine();
  process.stdout.write(`${port}\n`);
}

/**
 * Serves a resource plugin.
 *
 * @param start makes the plugin, given the engine's log.
 */
export async function servePlugin(start: (log: EngineLog) => ResourcePlugin): Promise<void> {
  const plugin = start(new EngineLog(engineAddress()));
  await serve(ResourceProviderService, { ...resourceProviderService(plugin) });
}
