import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readConnection } from "../../../sandbox/plugins/kubernetes/api/kubeconfig";
import { diffProvider } from "../../../sandbox/plugins/kubernetes/operations/provider-diff";
import { readSettings } from "../../../sandbox/plugins/kubernetes/operations/settings";
import { secret, unknownValue } from "../../../sandbox/plugins/protocol/property-value";

const folder = mkdtempSync(join(tmpdir(), "openops-kubeconfig-"));
afterAll(() => rmSync(folder, { recursive: true }));

function kubeconfig(server: string, user: object = {}): string {
  return JSON.stringify({
    "current-context": "one",
    clusters: [{ name: "one", cluster: { server, "certificate-authority": "ca.pem" } }],
    contexts: [
      { name: "one", context: { cluster: "one", user: "me", namespace: "shop" } },
      { name: "lost", context: { cluster: "gone", user: "me" } },
    ],
    users: [{ name: "me", user }],
  });
}

function written(text: string): string {
  const path = join(folder, "kubeconfig");
  writeFileSync(join(folder, "ca.pem"), "CA");
  writeFileSync(path, text);
  return path;
}

describe("a kubeconfig", () => {
  test("is read with the files it names beside it", () => {
    const user = { "client-certificate-data": Buffer.from("CERT").toString("base64"), token: "t" };
    const path = written(kubeconfig("https://one:6443/", user));
    expect(readConnection({ kubeconfig: path, context: "" })).toEqual({
      server: "https://one:6443",
      namespace: "shop",
      verifyServer: true,
      authority: "CA",
      certificate: "CERT",
      token: "t",
    });
  });

  const unusable = [
    {
      that: "is absent",
      text: "/nowhere/kubeconfig",
      message: "there is no kubeconfig at /nowhere/kubeconfig",
    },
    { that: "is no YAML", text: "{a: [", message: "the provider's kubeconfig is not valid YAML" },
    {
      that: "lacks the context",
      text: kubeconfig("https://one"),
      context: "two",
      message: 'no entry "two" in contexts',
    },
    {
      that: "lacks the cluster",
      text: kubeconfig("https://one"),
      context: "lost",
      message: 'no entry "gone" in clusters',
    },
    {
      that: "starts a program",
      text: kubeconfig("https://one", { exec: {} }),
      message: "logs in through a program",
    },
  ];

  test.each(unusable)("that $that is refused", ({ text, context = "", message }) => {
    expect(() => readConnection({ kubeconfig: text, context })).toThrow(message);
  });
});

describe("a changed provider", () => {
  const one = kubeconfig("https://one");
  const two = kubeconfig("https://two");

  test("replaces its objects when the server changes", () => {
    const answer = diffProvider({ kubeconfig: one }, { kubeconfig: two });
    expect(answer).toEqual({ changed: true, diffs: ["kubeconfig"], replaces: ["kubeconfig"] });
  });

  test("is updated when only the user changes", () => {
    const answer = diffProvider(
      { kubeconfig: one },
      { kubeconfig: kubeconfig("https://one", { token: "new" }) },
    );
    expect(answer).toEqual({ changed: true, diffs: ["kubeconfig"], replaces: [] });
  });

  test("is updated whatever changes while the cluster identifier stays", () => {
    const pinned = { clusterIdentifier: "prod" };
    const old = { ...pinned, kubeconfig: one, context: "a" };
    expect(diffProvider(old, { ...pinned, kubeconfig: two, context: "b" }).replaces).toEqual([]);
    expect(diffProvider(old, { ...pinned, kubeconfig: unknownValue, context: "a" }).replaces).toEqual([]);
  });

  test("replaces its objects when the cluster identifier changes", () => {
    const answer = diffProvider({ clusterIdentifier: "a" }, { clusterIdentifier: "b" });
    expect(answer.replaces).toEqual(["clusterIdentifier"]);
  });

  test("replaces its objects while the kubeconfig is not known", () => {
    expect(diffProvider({ kubeconfig: one }, { kubeconfig: unknownValue }).replaces).toEqual(["kubeconfig"]);
  });

  test("is the same when only the SDK's version changes", () => {
    expect(diffProvider({ version: "1" }, { version: "2" })).toEqual({
      changed: false,
      diffs: [],
      replaces: [],
    });
  });
});

describe("settings of the provider", () => {
  test("default to the official plugin's", () => {
    expect(readSettings({}, {})).toEqual({
      kubeconfig: "",
      context: "",
      namespace: "",
      serverSideApply: true,
      configMapMutable: false,
      secretMutable: false,
      upsertExistingObjects: false,
      patchForce: false,
      deleteUnreachable: false,
    });
  });

  test("win over environment variables, whether as truth values or text, secret or not", () => {
    const environment = {
      PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
      PULUMI_K8S_ENABLE_SECRET_MUTABLE: "true",
    };
    const config = {
      upsertExistingObjects: "false",
      enableConfigMapMutable: true,
      namespace: secret("shop"),
    };
    expect(readSettings(config, environment)).toMatchObject({
      upsertExistingObjects: false,
      secretMutable: true,
      configMapMutable: true,
      namespace: "shop",
    });
  });
});
