import { type ServiceError, Server, ServerCredentials, credentials, status } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CallRequest,
  type CallResponse,
  CheckRequest as CheckMessage,
  type CheckResponse,
  CreateRequest as CreateMessage,
  type CreateResponse,
  ErrorResourceInitFailed,
  InvokeRequest,
  type InvokeResponse,
  ReadRequest as ReadMessage,
  type ReadResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { SandboxError } from "../../../sandbox/errors";
import { InitializationFailure, UnimplementedError } from "../../../sandbox/plugins/protocol/errors";
import { isSecret, secret, unknownValue } from "../../../sandbox/plugins/protocol/property-value";
import type { CheckRequest, ResourcePlugin } from "../../../sandbox/plugins/protocol/resource-plugin";
import { resourceProviderService } from "../../../sandbox/plugins/protocol/service";

/** As the engine writes a secret. */
const secretOnWire = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value: "hunter2",
};
const unknownOnWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urn = "urn:pulumi:dev::shop::openops:services:App$kubernetes:core/v1:ConfigMap::a::b";

const checked: CheckRequest[] = [];
let cancelled = false;

const plugin: ResourcePlugin = {
  version: "1.2.3",
  checkConfig: async ({ newInputs }) => ({ inputs: newInputs }),
  diffConfig: async () => ({ changed: false }),
  configure: async () => undefined,
  check: async (request) => {
    checked.push(request);
    return { inputs: request.newInputs, failures: [{ property: "length", reason: "too short" }] };
  },
  diff: async () => ({
    changed: true,
    detailedDiff: { length: { kind: "UPDATE_REPLACE", inputDiff: true } },
  }),
  create: async ({ inputs }) => {
    if (inputs.fault === "user") {
      throw new SandboxError("name is taken");
    }
    if (inputs.fault === "plugin") {
      throw new TypeError("x is not a function");
    }
    const state = { id: "it", outputs: { password: secret("hunter2") }, reasons: ["no pods"] };
    throw new InitializationFailure("it is not ready", state);
  },
  read: async () => undefined,
  update: async ({ newInputs }) => newInputs,
  delete: async () => undefined,
  invoke: async (token) => {
    throw new UnimplementedError(`no function "${token}"`);
  },
  cancel: () => {
    cancelled = true;
  },
};

const server = new Server();
let client: ResourceProviderClient;

beforeAll(async () => {
  server.addService(ResourceProviderService, resourceProviderService(plugin));
  const port = await new Promise<number>((resolve) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_error, bound) => resolve(bound));
  });
  client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterAll(() => {
  client.close();
  server.forceShutdown();
});

type Done<Response> = (error: ServiceError | null, response: Response) => void;

function call<Response>(send: (done: Done<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

function failureOf(fault: string): Promise<ServiceError> {
  const request = new CreateMessage().setUrn(urn).setProperties(Struct.fromJavaScript({ fault }));
  return call<CreateResponse>((done) => client.create(request, done)).then(
    () => Promise.reject(new Error("the call succeeded")),
    (error: ServiceError) => error,
  );
}

test("secrets, unknown values and the identity arrive as such, and go back as they came", async () => {
  const news = { password: secretOnWire, host: unknownOnWire, ports: [80], plain: "it" };
  const request = new CheckMessage().setUrn(urn).setNews(Struct.fromJavaScript(news));
  const response = await call<CheckResponse>((done) => client.check(request, done));
  const [received] = checked;
  expect(received).toMatchObject({ type: "kubernetes:core/v1:ConfigMap", name: "a::b" });
  expect(received?.newInputs).toEqual({
    password: secret("hunter2"),
    host: unknownValue,
    ports: [80],
    plain: "it",
  });
  expect(isSecret(received?.newInputs.password)).toBe(true);
  expect(response.getInputs()?.toJavaScript()).toEqual(news);
  expect(response.getFailuresList().map((item) => item.toObject())).toEqual([
    { property: "length", reason: "too short" },
  ]);
});

test("a fault of the user is told by its message alone", async () => {
  const { code, details } = await failureOf("user");
  expect([code, details]).toEqual([status.UNKNOWN, "name is taken"]);
});

test("a fault of the plugin itself is told with its place", async () => {
  const { code, details } = await failureOf("plugin");
  expect(code).toBe(status.INTERNAL);
  expect(details).toMatch(
    /fault in the stand-in plugin itself[^]*TypeError: x is not a function[^]*service\.test/,
  );
});

test("a resource that is not ready is told with its state, secrets still marked", async () => {
  const { metadata } = await failureOf("none");
  const [packed] = metadata.get("grpc-status-details-bin");
  const [detail] = Status.deserializeBinary(Buffer.from(packed ?? "")).getDetailsList();
  const failure = ErrorResourceInitFailed.deserializeBinary(Buffer.from(detail?.getValue_asU8() ?? []));
  expect([failure.getId(), failure.getReasonsList()]).toEqual(["it", ["no pods"]]);
  expect(failure.getProperties()?.toJavaScript()).toEqual({ password: secretOnWire });
});

test("a resource that is gone reads as an empty id", async () => {
  const response = await call<ReadResponse>((done) =>
    client.read(new ReadMessage().setUrn(urn).setId("it"), done),
  );
  expect([response.getId(), response.getProperties()]).toEqual(["", undefined]);
});

test("what the stand-ins do not have is answered as unimplemented", async () => {
  await expect(
    call<InvokeResponse>((done) => client.invoke(new InvokeRequest().setTok("a:b:c"), done)),
  ).rejects.toMatchObject({
    code: status.UNIMPLEMENTED,
    details: 'no function "a:b:c"',
  });
  await expect(call<CallResponse>((done) => client.call(new CallRequest(), done))).rejects.toMatchObject({
    code: status.UNIMPLEMENTED,
  });
});

test("cancelling reaches the plugin", async () => {
  await call<Empty>((done) => client.cancel(new Empty(), done));
  expect(cancelled).toBe(true);
});

test("the plugin tells its version", async () => {
  expect((await call<PluginInfo>((done) => client.getPluginInfo(new Empty(), done))).getVersion()).toBe(
    "1.2.3",
  );
});
