import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  Server,
  ServerCredentials,
  status,
  type handleUnaryCall,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { BinaryReader, BinaryWriter } from "google-protobuf";
import { nodeRoot, onNode } from "./node-programs";

/** The driver that sandbox/objects/storage.yaml names; KWOK makes its volumes, this mounts them. */
const driverName = "volumes.sandbox.internal";

/** The text fields of a message of protocol buffers by their numbers. */
type Fields = ReadonlyMap<number, string>;

function decode(bytes: Buffer): Fields {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, string>();
  const lengthDelimited = 2;
  while (reader.nextField()) {
    if (reader.getWireType() === lengthDelimited) {
      fields.set(reader.getFieldNumber(), Buffer.from(reader.readBytes()).toString("utf8"));
    } else {
      reader.skipField();
    }
  }
  return fields;
}

function encode(fields: Fields): Buffer {
  const writer = new BinaryWriter();
  fields.forEach((text, number) => writer.writeString(number, text));
  return Buffer.from(writer.getResultBuffer());
}

type Method = (request: Fields) => Fields;

const nothing: Fields = new Map();

/** Serves methods that need only text fields, at a socket's file relative to the working folder. */
async function serve(socket: string, methods: Readonly<Record<string, Method>>): Promise<void> {
  const definitions = Object.keys(methods).map((path): [string, ServiceDefinition[string]] => [
    path,
    {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: encode,
      requestDeserialize: decode,
      responseSerialize: encode,
      responseDeserialize: decode,
    },
  ]);
  const handlers = Object.entries(methods).map(
    ([path, method]): [string, handleUnaryCall<Fields, Fields>] => [
      path,
      (call, answer) => {
        try {
          answer(null, method(call.request));
        } catch (error) {
          answer({ code: status.INTERNAL, details: String(error) });
        }
      },
    ],
  );
  const server = new Server();
  server.addService(Object.fromEntries(definitions), Object.fromEntries(handlers));
  rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}

/** Runs a command on the node. */
function perform(...command: readonly string[]): void {
  const [program = "", ...args] = onNode(command);
  const { status: code, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (code !== 0) {
    throw new Error(`${command.join(" ")}: ${stderr.trim()}`);
  }
}

/** Where the node has one folder per volume. */
const volumes = "/var/lib/volumes";

/**
 * Serves the part of the Container Storage Interface (csi.proto, version 1) that a kubelet needs to mount
 * volumes, and registers it as kubelets look for it (pluginregistration.proto).
 */
export async function serveVolumes(nodeName: string): Promise<void> {
  const kubeletFolder = "/var/lib/kubelet";
  const [registration, driver] = ["plugins_registry/volumes.sock", "plugins/volumes.sock"];
  // Relative, because the path of a socket may have 107 characters only.
  process.chdir(join(nodeRoot, kubeletFolder));
  ["plugins_registry", "plugins"].forEach((folder) => mkdirSync(folder, { recursive: true }));
  await serve(driver, {
    "/csi.v1.Identity/GetPluginInfo": () => new Map([[1, driverName]]),
    "/csi.v1.Node/NodeGetInfo": () => new Map([[1, nodeName]]),
    "/csi.v1.Node/NodeGetCapabilities": () => nothing,
    "/csi.v1.Node/NodePublishVolume": (request) => {
      const [volume, target] = [join(volumes, request.get(1) ?? ""), request.get(4) ?? ""];
      perform("mkdir", "-p", volume, target);
      perform("mount", "--bind", volume, target);
      return nothing;
    },
    "/csi.v1.Node/NodeUnpublishVolume": (request) => {
      const target = request.get(2) ?? "";
      // A kubelet asks again until it has heard an answer, so that the volume may be gone already.
      perform("sh", "-c", '! mountpoint -q "$1" || umount "$1"; ! [ -e "$1" ] || rmdir "$1"', "sh", target);
      return nothing;
    },
  });
  await serve(registration, {
    "/pluginregistration.Registration/GetInfo": () =>
      new Map([
        [1, "CSIPlugin"],
        [2, driverName],
        [3, join(kubeletFolder, driver)],
        [4, "1.0.0"],
      ]),
    "/pluginregistration.Registration/NotifyRegistrationStatus": () => nothing,
  });
}
