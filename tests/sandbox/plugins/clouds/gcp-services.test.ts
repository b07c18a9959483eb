import { X509Certificate } from "node:crypto";

import { mapsAt, textAt } from "../../../../sandbox/plugins/clouds/reading";
import { isSecret, revealMap } from "../../../../sandbox/plugins/protocol/property-value";
import { gcpProject, cache, connect, connection, database, network, range, types } from "./gcp-project";
import { type Changed, type SimulatedCloud, changed } from "./simulated-cloud";

let cloud: SimulatedCloud;

beforeEach(async () => {
  cloud = await gcpProject();
});

afterEach(() => cloud.remove());

test("a project is asked for", async () => {
  expect(await cloud.configFaults({})).toEqual([
    "project: expected the id of a project (gcp:project, GOOGLE_PROJECT)",
  ]);
});

describe("a Memorystore instance", () => {
  test("has an address, the authority's certificate and a secret that no file holds", async () => {
    await connect(cloud);
    const made = await cloud.create(types.cache, cache);
    const outputs = revealMap(made.outputs);
    expect(outputs).toMatchObject({ host: "10.1.1.4", port: 6378, replicaCount: 1 });
    expect(outputs.authString).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(isSecret(made.outputs.authString)).toBe(true);
    expect(cloud.files()).not.toContain(String(outputs.authString));
    const [authority = {}] = mapsAt(outputs, "serverCaCerts");
    expect(new X509Certificate(textAt(authority, "cert") ?? "").ca).toBe(true);
    const again = await cloud.read(types.cache, made.id, cache);
    expect(revealMap(again?.outputs ?? {})).toEqual(outputs);
  });

  test("speaks in clear without a secret unless it is told otherwise", async () => {
    await connect(cloud);
    const inputs = changed(cache, { authEnabled: undefined, transitEncryptionMode: undefined });
    const { outputs } = await cloud.create(types.cache, inputs);
    expect(revealMap(outputs)).toMatchObject({ authString: "", port: 6379, serverCaCerts: [] });
  });

  const refusals: readonly (readonly [string, Changed, string])[] = [
    [
      "an unknown version",
      { redisVersion: "REDIS_9_9" },
      "Error 400: Invalid value for redis_version: REDIS_9_9",
    ],
    [
      "too much memory",
      { memorySizeGb: 301 },
      "Error 400: Memory size must be between 1 and 300 GB, got 301",
    ],
    [
      "an unknown policy",
      { redisConfigs: { "maxmemory-policy": "never" } },
      "Error 400: Invalid value for Redis config maxmemory-policy: never",
    ],
    [
      "replicas of the basic tier",
      { tier: "BASIC", replicaCount: 1 },
      "Error 400: Replica count must be 0 for BASIC tier",
    ],
  ];

  test.each(refusals)("is refused with %s", async (_, changes, message) => {
    await connect(cloud);
    await expect(cloud.create(types.cache, changed(cache, changes))).rejects.toThrow(message);
  });

  test("is refused where its network is not connected with Google's services", async () => {
    await expect(cloud.create(types.cache, cache)).rejects.toThrow(
      "creating Redis Instance (openops): Error 400: Google private service access is not enabled. Enable private " +
        "service access and try again.",
    );
  });

  test.each([
    "authorizedNetwork",
    "connectMode",
    "name",
    "region",
    "reservedIpRange",
    "tier",
    "transitEncryptionMode",
  ])("is made anew when %s changes", async (name) => {
    expect(await cloud.replaces(types.cache, cache, { ...cache, [name]: "other" })).toEqual([name]);
  });

  test("is made anew for an older version only", async () => {
    const older = { ...cache, redisVersion: "REDIS_7_0" };
    expect(await cloud.replaces(types.cache, cache, older)).toEqual(["redisVersion"]);
    expect(await cloud.replaces(types.cache, older, cache)).toEqual([]);
  });

  test("is protected by the provider unless it says otherwise", async () => {
    await connect(cloud);
    const { id } = await cloud.create(types.cache, cache);
    await expect(cloud.delete(types.cache, id, {})).rejects.toThrow(
      'cannot destroy the instance without setting deletion_protection=false and running "pulumi up"',
    );
    await cloud.delete(types.cache, id, cache);
    expect(await cloud.read(types.cache, id)).toBeUndefined();
  });
});

describe("the connection with Google's services", () => {
  test("a range for it needs a network and a size", async () => {
    await expect(
      cloud.create(types.range, { ...changed(range, { network: undefined }), name: "b" }),
    ).rejects.toThrow("Error 400: Invalid value for field 'resource.network'");
    await expect(cloud.create(types.range, range)).rejects.toThrow("Error 409: The resource already exists");
  });

  test("it is made once for a network, with its ranges", async () => {
    await connect(cloud);
    await expect(
      cloud.create(types.connection, { ...connection, reservedPeeringRanges: ["b"] }),
    ).rejects.toThrow(
      "Error 400: Cannot modify allocated ranges in CreateConnection. Please use UpdateConnection.",
    );
  });

  test("it is not deleted while a database uses it, and stays when it is abandoned", async () => {
    await connect(cloud);
    await cloud.create(types.database, database);
    const id = `${encodeURIComponent(network)}:servicenetworking.googleapis.com`;
    await expect(cloud.delete(types.connection, id, connection)).rejects.toThrow(
      "Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, etc.) are still using this connection.",
    );
    await cloud.delete(types.connection, id, { ...connection, deletionPolicy: "ABANDON" });
    expect((await cloud.read(types.connection, id))?.id).toBe(id);
  });

  test("anything with the policy to prevent it is not deleted", async () => {
    await expect(
      cloud.delete(types.range, "openops-services", { deletionPolicy: "PREVENT" }),
    ).rejects.toThrow('cannot destroy it while deletionPolicy is "PREVENT"; set it to "DELETE" first');
  });
});

describe("look-ups", () => {
  test("any cluster is answered, with its network and authority", async () => {
    const cluster = await cloud.invoke("gcp:container/getCluster:getCluster", {
      name: "shop",
      location: "europe-west3",
    });
    expect(cluster).toMatchObject({
      endpoint: "203.0.113.10",
      network: "projects/shop-prod/global/networks/default",
    });
    const [authority = {}] = mapsAt(cluster, "masterAuths");
    const pem = Buffer.from(textAt(authority, "clusterCaCertificate") ?? "", "base64");
    expect(new X509Certificate(pem).ca).toBe(true);
  });

  test("a range is told as it was made, another as one of the real project", async () => {
    const token = "gcp:compute/getGlobalAddress:getGlobalAddress";
    expect(await cloud.invoke(token, { name: "openops-services" })).toMatchObject({
      network,
      prefixLength: 20,
    });
    expect(await cloud.invoke(token, { name: "theirs" })).toMatchObject({
      address: "10.1.0.0",
      prefixLength: 20,
    });
  });
});
