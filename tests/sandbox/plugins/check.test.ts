import { EngineLog } from "../../../sandbox/plugins/protocol/engine-log";
import {
  type PropertyMap,
  isSecret,
  reveal,
  secret,
  unknownValue,
} from "../../../sandbox/plugins/protocol/property-value";
import type { CheckRequest } from "../../../sandbox/plugins/protocol/resource-plugin";
import { checkObject } from "../../../sandbox/plugins/kubernetes/operations/check";
import { readCheckpoint, writeCheckpoint } from "../../../sandbox/plugins/kubernetes/operations/checkpoint";
import { needsTransfer, transferPatch } from "../../../sandbox/plugins/kubernetes/operations/field-managers";
import { KubernetesPlugin } from "../../../sandbox/plugins/kubernetes/kubernetes-plugin";
import { fieldAt, nameOf, textAt } from "../../../sandbox/plugins/kubernetes/objects/kubernetes-object";

function check(newInputs: PropertyMap, more: Partial<CheckRequest> = {}) {
  const type = "kubernetes:core/v1:ConfigMap";
  const identity = { urn: `urn:pulumi:dev::shop::${type}::note`, type, name: "note" };
  return checkObject(
    { ...identity, oldInputs: {}, newInputs, randomSeed: Buffer.from("seed"), ...more },
    "shop",
  );
}

describe("an object without a name", () => {
  test("is given one that is the same at preview and at the update", () => {
    expect(nameOf(check({}).inputs)).toMatch(/^note-[0-9a-f]{8}$/);
    expect(nameOf(check({}).inputs)).toBe(nameOf(check({}).inputs));
    expect(nameOf(check({}, { randomSeed: Buffer.from("other") }).inputs)).not.toBe(nameOf(check({}).inputs));
  });

  test("keeps the name that it was given before", () => {
    const annotations = { "pulumi.com/autonamed": "true" };
    const oldInputs = { metadata: { name: "note-0", annotations } };
    expect(check({}, { oldInputs }).inputs.metadata).toEqual({
      name: "note-0",
      namespace: "shop",
      annotations,
    });
  });

  test("does not take over a name that the user had set", () => {
    expect(nameOf(check({}, { oldInputs: { metadata: { name: "mine" } } }).inputs)).toBe("");
  });

  test("takes the name that the project's naming pattern proposes", () => {
    const autonaming = { mode: "enforce", proposedName: "dev-note" } as const;
    expect(nameOf(check({}, { autonaming }).inputs)).toBe("dev-note");
  });

  test("is refused where automatic names are disabled", () => {
    const autonaming = { mode: "disable", proposedName: "" } as const;
    expect(check({}, { autonaming }).failures).toEqual([
      {
        property: "metadata.name",
        reason: "automatic naming is disabled for this resource; set metadata.name.",
      },
    ]);
  });

  test("is left alone while its name is not known", () => {
    const { inputs } = check({ metadata: { name: unknownValue } });
    expect(fieldAt(inputs, "metadata")).toEqual({ name: unknownValue, namespace: "shop" });
  });
});

test("an object that names no namespace goes to the provider's, a cluster-wide one has none", () => {
  const type = "kubernetes:core/v1:Namespace";
  expect(textAt(check({}).inputs, "metadata", "namespace")).toBe("shop");
  expect(fieldAt(check({}, { type }).inputs, "metadata", "namespace")).toBeUndefined();
});

test.each([
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:core/v1:ConfigMapPatch",
  "kubernetes:yaml:ConfigFile",
])("%s is refused, being no object of the API", (type) => {
  expect(() => check({}, { type })).toThrow(`does not know the resource type "${type}"`);
});

describe("secret values", () => {
  test("of a Secret are secret even if nobody marked them", () => {
    const { inputs } = check({ stringData: { PW: "a" } }, { type: "kubernetes:core/v1:Secret" });
    expect([isSecret(inputs.data), reveal(inputs.data ?? null)]).toEqual([true, { PW: "YQ==" }]);
  });

  test("elsewhere keep their marks, a list as a whole", () => {
    const { inputs } = check({ data: { a: secret("1"), b: "2" }, list: [secret("1"), "2"] });
    expect([fieldAt(inputs, "data", "a"), fieldAt(inputs, "data", "b")]).toEqual([secret("1"), "2"]);
    expect(inputs.list).toEqual(secret(["1", "2"]));
  });

  test("are marked in the state wherever the object and its inputs hold them", () => {
    const inputs = { apiVersion: "v1", kind: "Secret", metadata: { name: "it" }, data: { PW: "YQ==" } };
    const checkpoint = {
      inputs,
      live: { ...inputs, type: "Opaque" },
      fieldManager: "me",
      initialApiVersion: "v1",
    };
    const state = writeCheckpoint(checkpoint, inputs);
    expect([isSecret(state.data), isSecret(fieldAt(state, "__inputs", "data"))]).toEqual([true, true]);
    expect(readCheckpoint(state)).toEqual(checkpoint);
  });
});

describe("ownership of fields", () => {
  const entry = (manager: string, operation: string, rest: PropertyMap = {}): PropertyMap => ({
    manager,
    operation,
    fieldsV1: {},
    ...rest,
  });
  const live = (...managedFields: readonly PropertyMap[]): PropertyMap => ({
    metadata: { resourceVersion: "7", managedFields },
  });

  test("is handed from a plain create and from kubectl to the apply, in one patch that a race defeats", () => {
    const ours = entry("me", "Update", { fieldsV1: { "f:data": { "f:a": {} } } });
    const theirs = entry("kubectl-edit", "Update", { fieldsV1: { "f:data": { "f:b": {} } } });
    const other = entry("controller", "Update", { subresource: "status" });
    expect(transferPatch(live(ours, theirs, other), "me")).toEqual([
      {
        op: "replace",
        path: "/metadata/managedFields",
        value: [entry("me", "Apply", { fieldsV1: { "f:data": { "f:a": {}, "f:b": {} } } }), other],
      },
      { op: "replace", path: "/metadata/resourceVersion", value: "7" },
    ]);
  });

  test.each([
    ["a plain create of ours", entry("me", "Update"), true],
    ["an apply of ours", entry("me", "Apply"), false],
    ["kubectl apply", entry("kubectl", "Apply"), true],
    ["kubectl scale", entry("kubectl", "Update", { subresource: "scale" }), false],
    ["another controller", entry("controller", "Update"), false],
  ])("after %s needs handing over: %s", (_case, managed, expected) => {
    expect(needsTransfer(live(managed), "me")).toBe(expected);
  });
});

test("rendering YAML to a folder is refused", async () => {
  const plugin = new KubernetesPlugin(new EngineLog(undefined));
  const request = { urn: "", type: "pulumi:providers:kubernetes", name: "it", randomSeed: Buffer.alloc(0) };
  const newInputs = { renderYamlToDirectory: "out" };
  const { failures } = await plugin.checkConfig({ ...request, oldInputs: {}, newInputs });
  expect(failures?.map(({ property }) => property)).toEqual(["renderYamlToDirectory"]);
});
