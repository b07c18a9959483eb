import { EngineLog } from "../../../sandbox/plugins/protocol/engine-log";
import { InitializationFailure } from "../../../sandbox/plugins/protocol/errors";
import type { PropertyMap } from "../../../sandbox/plugins/protocol/property-value";
import { KubernetesPlugin } from "../../../sandbox/plugins/kubernetes/kubernetes-plugin";
import { FakeApiServer, type Route } from "./fake-api-server";

const servers: FakeApiServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

function discovery(...resources: readonly (readonly [kind: string, name: string])[]): Route {
  return () => ({ body: { resources: resources.map(([kind, name]) => ({ kind, name, namespaced: true })) } });
}

const core = discovery(
  ["ConfigMap", "configmaps"],
  ["Pod", "pods"],
  ["PersistentVolumeClaim", "persistentvolumeclaims"],
);

async function pluginFor(routes: Readonly<Record<string, Route>>) {
  const server = new FakeApiServer({ "GET /api/v1": core, ...routes });
  servers.push(server);
  const plugin = new KubernetesPlugin(new EngineLog(undefined));
  await plugin.configure({ kubeconfig: await server.start() });
  return { plugin, server };
}

function object(kind: string, more: PropertyMap = {}): PropertyMap {
  return {
    apiVersion: "v1",
    kind,
    metadata: { name: "it", namespace: "shop", resourceVersion: "1" },
    ...more,
  };
}

function identity(kind: string) {
  const type = `kubernetes:core/v1:${kind}`;
  return { urn: `urn:pulumi:dev::test::${type}::it`, type, name: "it", timeoutSeconds: 0 };
}

function creation(inputs: PropertyMap) {
  return { ...identity(String(inputs.kind)), inputs, preview: false };
}

test("cancelling ends a wait at once and keeps the object in state", async () => {
  const { plugin, server } = await pluginFor({ "POST /api/v1/namespaces/shop/pods": (body) => ({ body }) });
  const creating = plugin.create(creation(object("Pod"))).catch((thrown: unknown) => thrown);
  await server.watched("/api/v1/namespaces/shop/pods");
  plugin.cancel();
  const failure = await creating;
  expect(failure).toBeInstanceOf(InitializationFailure);
  expect(failure).toMatchObject({
    message: expect.stringContaining('Resource operation was cancelled for "it"'),
    state: { id: "shop/it", outputs: { kind: "Pod" } },
  });
});

test("a wait goes on when the server ends the watch", async () => {
  const { plugin, server } = await pluginFor({ "POST /api/v1/namespaces/shop/pods": (body) => ({ body }) });
  const path = "/api/v1/namespaces/shop/pods";
  const creating = plugin.create(creation(object("Pod")));
  await server.watched(path);
  server.endWatch(path);
  await server.watched(path);
  server.emit(path, "MODIFIED", object("Pod", { status: { phase: "Succeeded" } }));
  expect((await creating).outputs.status).toEqual({ phase: "Succeeded" });
  expect(server.requests).toEqual(["GET /api/v1", `POST ${path}`, `WATCH ${path}`, `WATCH ${path}`]);
});

test("a wait whose connection breaks says that the cluster does not answer, and keeps the object in state", async () => {
  const path = "/api/v1/namespaces/shop/pods";
  const { plugin, server } = await pluginFor({ [`POST ${path}`]: (body) => ({ body }) });
  const creating = plugin.create(creation(object("Pod"))).catch((thrown: unknown) => thrown);
  await server.watched(path);
  server.breakWatch(path);
  const failure = await creating;
  expect(failure).toBeInstanceOf(InitializationFailure);
  expect(failure).toMatchObject({
    message: expect.stringContaining(
      'the wait for Pod "shop/it" was cut off: configured Kubernetes cluster is unreachable: http://127.0.0.1',
    ),
    state: { id: "shop/it", outputs: { kind: "Pod" } },
  });
});

test("an answer whose connection breaks says that the cluster does not answer", async () => {
  const path = "/api/v1/namespaces/shop/configmaps";
  const { plugin } = await pluginFor({ [`POST ${path}`]: () => ({ breaks: true }) });
  await expect(plugin.create(creation(object("ConfigMap")))).rejects.toThrow(
    /^configured Kubernetes cluster is unreachable: http:.*: aborted\. /,
  );
});

test("a claim that binds at first use is not waited for", async () => {
  const claim = object("PersistentVolumeClaim", { spec: { storageClassName: "late" } });
  const { plugin } = await pluginFor({
    "POST /api/v1/namespaces/shop/persistentvolumeclaims": (body) => ({
      body: { ...body, status: { phase: "Pending" } },
    }),
    "GET /apis/storage.k8s.io/v1": () => ({
      body: { resources: [{ kind: "StorageClass", name: "storageclasses", namespaced: false }] },
    }),
    "GET /apis/storage.k8s.io/v1/storageclasses/late": () => ({
      body: { volumeBindingMode: "WaitForFirstConsumer" },
    }),
  });
  expect((await plugin.create(creation(claim))).outputs.status).toEqual({ phase: "Pending" });
});

test("a request that comes too fast is sent again when the server says", async () => {
  let refusals = 1;
  const { plugin, server } = await pluginFor({
    "POST /api/v1/namespaces/shop/configmaps": (body) =>
      refusals-- > 0 ? { code: 429, headers: { "retry-after": "0.01" } } : { body },
  });
  expect((await plugin.create(creation(object("ConfigMap")))).id).toBe("shop/it");
  expect(server.requests.filter((name) => name.startsWith("POST"))).toHaveLength(2);
});

describe("deleting", () => {
  const path = "/api/v1/namespaces/shop/configmaps";
  const deletion = { ...identity("ConfigMap"), id: "shop/it", outputs: object("ConfigMap") };
  const going = {
    metadata: {
      name: "it",
      namespace: "shop",
      resourceVersion: "2",
      deletionTimestamp: "now",
      finalizers: ["hold"],
    },
  };

  test("what is gone already succeeds", async () => {
    const { plugin, server } = await pluginFor({});
    await plugin.delete(deletion);
    expect(server.requests).toEqual(["GET /api/v1", `DELETE ${path}/it`]);
  });

  test("what nothing holds takes one request", async () => {
    const { plugin, server } = await pluginFor({
      [`DELETE ${path}/it`]: () => ({ body: { kind: "Status" } }),
    });
    await plugin.delete(deletion);
    expect(server.requests).toEqual(["GET /api/v1", `DELETE ${path}/it`]);
  });

  test("what a finalizer holds waits for its end", async () => {
    const { plugin, server } = await pluginFor({ [`DELETE ${path}/it`]: () => ({ body: going }) });
    const deleting = plugin.delete(deletion);
    await server.watched(path);
    server.emit(path, "DELETED", going);
    await expect(deleting).resolves.toBeUndefined();
  });

  test("what is held too long fails and names the finalizer", async () => {
    const { plugin } = await pluginFor({ [`DELETE ${path}/it`]: () => ({ body: going }) });
    await expect(plugin.delete({ ...deletion, timeoutSeconds: 0.05 })).rejects.toThrow(
      'ConfigMap "shop/it" still exists 0.05 s after it was deleted; it waits for its finalizers: hold',
    );
  });

  test("in a cluster that is gone succeeds only on request", async () => {
    const plugin = new KubernetesPlugin(new EngineLog(undefined));
    await plugin.configure({ kubeconfig: "/nowhere/kubeconfig" });
    await expect(plugin.delete(deletion)).rejects.toThrow("there is no kubeconfig at /nowhere/kubeconfig");
    await plugin.configure({ kubeconfig: "/nowhere/kubeconfig", deleteUnreachable: "true" });
    await expect(plugin.delete(deletion)).resolves.toBeUndefined();
  });
});
