import { effectiveValues } from "../../cli/config/effective-config";
import { alignedLines } from "../../cli/terminal/table";
import type { RawMap } from "../../components/config/layers";
import { assemble } from "../support/configuration";

const overlay = { services: { gateway: { replicas: 3 } } };

function valueOf(path: string, values: RawMap, config: RawMap = {}) {
  const assembled = assemble({ values: { preset: "ci", ...values }, overlays: { "eu.yaml": overlay } });
  const file = { stack: "test", name: "Pulumi.test.yaml", content: {}, config };
  const found = effectiveValues(assembled, file).find((value) => value.path === path);
  return found === undefined ? undefined : [found.value, found.layer];
}

describe("each effective value is shown with the layer that set it:", () => {
  test.each([
    ["services.gateway.replicas", {}, [1, "default"]],
    ["services.gateway.resources.limits.memory", {}, ["128Mi", "preset ci"]],
    ["services.gateway.replicas", { overlays: ["eu.yaml"] }, [3, "eu.yaml"]],
    [
      "services.gateway.replicas",
      { overlays: ["eu.yaml"], services: { gateway: { replicas: 2 } } },
      [2, "Pulumi.test.yaml"],
    ],
    ["overlays", { overlays: ["eu.yaml"] }, [["eu.yaml"], "Pulumi.test.yaml"]],
    ["labels", {}, [{}, "default"]],
  ])("%s of %j", (path, values, expected) => {
    expect(valueOf(path, values)).toEqual(expected);
  });
});

test("secrets have a layer and no value", () => {
  const config = { "openops:jwtSecret": { secure: "v1:encrypted" } };
  expect(valueOf("jwtSecret", {}, config)).toEqual([undefined, "Pulumi.test.yaml"]);
  expect(valueOf("adminPassword", {}, config)).toEqual([undefined, "generated"]);
});

test("secrets that others keep have the path that says so", () => {
  const secrets = { existing: { "openops-env": { jwtSecret: "JWT" } } };
  expect(valueOf("jwtSecret", { cluster: { createNamespace: false }, secrets })).toEqual([
    undefined,
    "secrets.existing.openops-env.jwtSecret",
  ]);
});

test("users' own secret variables are shown only where there are some", () => {
  const config = { "openops:extraSecrets": { app: { TOKEN: { secure: "v1:encrypted" } } } };
  expect(valueOf("extraSecrets", {}, config)).toEqual([undefined, "Pulumi.test.yaml"]);
  expect(valueOf("extraSecrets", {})).toBeUndefined();
});

test("columns are aligned, without blanks at the end of a line", () => {
  expect(
    alignedLines([
      ["a", "long", "x"],
      ["long", "b", ""],
    ]),
  ).toEqual(["a     long  x", "long  b"]);
});
