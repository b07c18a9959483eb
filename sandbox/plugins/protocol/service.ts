import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest as CheckMessage,
  ConfigureResponse,
  CreateResponse,
  GetSchemaResponse,
  InvokeResponse,
  GetMappingResponse,
  GetMappingsResponse,
  ReadResponse,
  UpdateResponse,
  type DiffRequest as DiffMessage,
  type UpdateRequest as UpdateMessage,
} from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { handleUnaryCall } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { checkResponse, diffResponse, errorResponse } from "./answers";
import type {
  Autonaming,
  CheckRequest,
  DiffRequest,
  ResourceIdentity,
  ResourcePlugin,
} from "./resource-plugin";
import { unary } from "./unary";
import { UnimplementedError } from "./errors";
import { fromStruct, toStruct } from "./wire";

function unimplemented<Request, Response>(method: string): handleUnaryCall<Request, Response> {
  return unary(() =>
    Promise.reject(new UnimplementedError(`the stand-in plugin does not implement ${method}`)),
  );
}

/** A URN is `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`; the name may itself contain `::`. */
function identity(urn: string): ResourceIdentity {
  const [, , types = "", ...name] = urn.split("::");
  return { urn, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

function autonaming(message: CheckMessage): { readonly autonaming?: Autonaming } {
  const options = message.getAutonaming();
  if (options === undefined) {
    return {};
  }
  const { ENFORCE, DISABLE } = CheckMessage.AutonamingOptions.Mode;
  const modes = new Map<number, Autonaming["mode"]>([
    [ENFORCE, "enforce"],
    [DISABLE, "disable"],
  ]);
  return {
    autonaming: { mode: modes.get(options.getMode()) ?? "propose", proposedName: options.getProposedName() },
  };
}

function checkRequest(message: CheckMessage): CheckRequest {
  return {
    ...identity(message.getUrn()),
    oldInputs: fromStruct(message.getOlds()),
    newInputs: fromStruct(message.getNews()),
    randomSeed: message.getRandomseed_asU8(),
    ...autonaming(message),
  };
}

function diffRequest(message: DiffMessage | UpdateMessage): DiffRequest {
  return {
    ...identity(message.getUrn()),
    id: message.getId(),
    oldInputs: fromStruct(message.getOldInputs()),
    oldOutputs: fromStruct(message.getOlds()),
    newInputs: fromStruct(message.getNews()),
    ignoreChanges: message.getIgnorechangesList(),
  };
}

const capabilities = () =>
  new ConfigureResponse()
    .setAcceptsecrets(true)
    .setSupportspreview(true)
    .setAcceptresources(false)
    .setAcceptoutputs(false)
    .setSupportsAutonamingConfiguration(true);

type Configuration = Pick<IResourceProviderServer, "checkConfig" | "diffConfig" | "configure">;

function configurationMethods(plugin: ResourcePlugin): Configuration {
  return {
    checkConfig: unary(async (message) => checkResponse(await plugin.checkConfig(checkRequest(message)))),
    diffConfig: unary(async (message) => diffResponse(await plugin.diffConfig(diffRequest(message)))),
    configure: unary(async (message) => {
      await plugin.configure(fromStruct(message.getArgs()));
      return capabilities();
    }),
  };
}

type Lifecycle = Pick<IResourceProviderServer, "check" | "diff" | "create" | "read" | "update" | "delete">;

function lifecycleMethods(plugin: ResourcePlugin): Lifecycle {
  return {
    check: unary(async (message) => checkResponse(await plugin.check(checkRequest(message)))),
    diff: unary(async (message) => diffResponse(await plugin.diff(diffRequest(message)))),
    create: unary(async (message) => {
      const { id, outputs } = await plugin.create({
        ...identity(message.getUrn()),
        inputs: fromStruct(message.getProperties()),
        preview: message.getPreview(),
        timeoutSeconds: message.getTimeout(),
      });
      return new CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    read: unary(async (message) => {
      const answer = await plugin.read({
        ...identity(message.getUrn()),
        id: message.getId(),
        oldInputs: fromStruct(message.getInputs()),
        oldOutputs: fromStruct(message.getProperties()),
      });
      // An empty id tells the engine that the resource is gone.
      return answer === undefined
        ? new ReadResponse()
        : new ReadResponse()
            .setId(answer.id)
            .setProperties(toStruct(answer.outputs))
            .setInputs(toStruct(answer.inputs));
    }),
    update: unary(async (message) => {
      const outputs = await plugin.update({
        ...diffRequest(message),
        preview: message.getPreview(),
        timeoutSeconds: message.getTimeout(),
      });
      return new UpdateResponse().setProperties(toStruct(outputs));
    }),
    delete: unary(async (message) => {
      await plugin.delete({
        ...identity(message.getUrn()),
        id: message.getId(),
        outputs: fromStruct(message.getProperties()),
        timeoutSeconds: message.getTimeout(),
      });
      return new Empty();
    }),
  };
}

/** The whole gRPC service of a plugin; what the stand-ins never need answers "unimplemented". */
export function resourceProviderService(plugin: ResourcePlugin): IResourceProviderServer {
  const schema = JSON.stringify({
    name: "stand-in",
    version: plugin.version,
    description: "rehearsal stand-in",
  });
  return {
    ...configurationMethods(plugin),
    ...lifecycleMethods(plugin),
    invoke: unary(async (message) => {
      const result = await plugin.invoke(message.getTok(), fromStruct(message.getArgs()));
      return new InvokeResponse().setReturn(toStruct(result));
    }),
    cancel: unary(async () => {
      plugin.cancel();
      return new Empty();
    }),
    getPluginInfo: unary(async () => new PluginInfo().setVersion(plugin.version)),
    getSchema: unary(async () => new GetSchemaResponse().setSchema(schema)),
    getMapping: unary(async () => new GetMappingResponse()),
    getMappings: unary(async () => new GetMappingsResponse()),
    attach: unary(async () => new Empty()),
    handshake: unimplemented("Handshake"),
    parameterize: unimplemented("Parameterize"),
    construct: unimplemented("Construct"),
    call: unimplemented("Call"),
    list: (call) => {
      call.emit(
        "error",
        errorResponse(new UnimplementedError("the stand-in plugin does not implement List")),
      );
    },
  };
}
