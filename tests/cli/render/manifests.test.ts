import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withFixedNames, type NamedObject } from "../../../cli/render/fixed-names";
import { writeManifests } from "../../../cli/render/manifest-folder";
import { filledIn, placeholdersIn } from "../../../cli/render/placeholders";
import { nothingRecorded, recordedStack } from "../../../cli/render/recorded-stack";
import type { RawMap } from "../../../components/config/layers";

function configMap(text: string): NamedObject {
  const content = { kind: "ConfigMap", metadata: { name: "nginx-x" }, data: { text }, immutable: true };
  return { kind: "ConfigMap", resourceName: "nginx", generatedName: "nginx-x", content };
}

function workload(kind: string): NamedObject {
  const volumes = [{ configMap: { name: "nginx-x" } }];
  const content = { kind, metadata: { name: "nginx" }, spec: { template: { spec: { volumes } } } };
  return { kind, resourceName: "nginx", generatedName: undefined, content };
}

const rendered = (...objects: readonly NamedObject[]): readonly RawMap[] =>
  withFixedNames(objects).map(({ content }) => content);

describe("objects without a name of their own", () => {
  test("are named as in the program, and can change", () => {
    expect(rendered(configMap("a"))).toEqual([
      { kind: "ConfigMap", metadata: { name: "nginx" }, data: { text: "a" } },
    ]);
  });

  test("are referred to by that name, with a checksum that rolls the pods when the content changes", () => {
    const deployment = (text: string) => rendered(configMap(text), workload("Deployment"))[1];
    const annotations = { "openops.com/checksum-configmap-nginx": expect.stringMatching(/^[0-9a-f]{16}$/) };
    expect(deployment("a")).toEqual({
      kind: "Deployment",
      metadata: { name: "nginx" },
      spec: {
        template: { metadata: { annotations }, spec: { volumes: [{ configMap: { name: "nginx" } }] } },
      },
    });
    expect(deployment("a")).toEqual(deployment("a"));
    expect(deployment("a")).not.toEqual(deployment("b"));
  });

  test("have no checksum where they are not rendered", () => {
    const [, deployment] = withFixedNames([configMap("a"), workload("Deployment")], ["ConfigMap"]);
    expect(JSON.stringify(deployment)).not.toContain("checksum");
  });

  test("that are Jobs have another name when they, or what they use, change", () => {
    const job = { ...workload("Job"), resourceName: "bootstrap", generatedName: "job-x" };
    const nameOf = (text: string): unknown => rendered(configMap(text), job)[1]?.metadata;
    expect(nameOf("a")).toEqual({ name: expect.stringMatching(/^bootstrap-[0-9a-f]{8}$/) });
    expect(nameOf("a")).toEqual(nameOf("a"));
    expect(nameOf("a")).not.toEqual(nameOf("b"));
  });
});

describe("a folder of manifests", () => {
  const folder = mkdtempSync(join(tmpdir(), "openops-manifests-"));
  const object = (kind: string, name: string) => ({ kind, name, content: { kind, metadata: { name } } });

  afterAll(() => rmSync(folder, { recursive: true }));

  test("has one file for each object and lists them in order, the namespace's name first", () => {
    writeManifests(folder, [object("Namespace", "openops"), object("Service", "nginx")]);
    expect(readdirSync(folder).sort()).toEqual([
      "00-namespace-openops.yaml",
      "kustomization.yaml",
      "service-nginx.yaml",
    ]);
    expect(readFileSync(join(folder, "kustomization.yaml"), "utf8")).toBe(
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n" +
        "  - 00-namespace-openops.yaml\n  - service-nginx.yaml\n",
    );
  });

  test("loses the files of objects that are gone, and no other file", () => {
    writeManifests(folder, [object("Service", "nginx")]);
    writeFileSync(join(folder, "own.yaml"), "own: true\n");
    writeManifests(folder, [object("Namespace", "openops")]);
    expect(readdirSync(folder).sort()).toEqual([
      "00-namespace-openops.yaml",
      "kustomization.yaml",
      "own.yaml",
    ]);
  });
});

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("what the last update left", () => {
  const type = "random:index/randomPassword:RandomPassword";
  const urn = (type: string, name: string) => `urn:pulumi:dev::openops::${type}::${name}`;
  const recorded = recordedStack([
    {
      urn: urn(type, "redisPassword"),
      type,
      inputs: { length: 40 },
      outputs: { result: { ...mark, plaintext: '"abc"' } },
    },
    {
      urn: urn("pulumi:pulumi:Stack", "openops-dev"),
      type: "pulumi:pulumi:Stack",
      outputs: { facts: { a: 1 } },
    },
  ]);

  test("is found by type and name, secrets in clear", () => {
    expect(recorded.outputs(type, "redisPassword")).toEqual({ result: "abc" });
    expect(recorded.inputs(type, "redisPassword")).toEqual({ length: 40 });
  });

  test("is undefined for what it did not have", () => {
    expect(recorded.outputs(type, "adminPassword")).toBeUndefined();
    expect(nothingRecorded.outputs(type, "redisPassword")).toBeUndefined();
  });

  test("is what the stack reads of itself", () => {
    expect(recorded.all).toEqual({
      [urn(type, "redisPassword")]: { type, outputs: { result: "abc" } },
      [urn("pulumi:pulumi:Stack", "openops-dev")]: {
        type: "pulumi:pulumi:Stack",
        outputs: { facts: { a: 1 } },
      },
    });
  });
});

describe("what only a deployment knows", () => {
  const rule = (port: number, ...cidrs: readonly string[]) => ({
    ports: [{ protocol: "TCP", port }],
    to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
  });
  const unknown = "192.0.2.0/24";

  test("is named", () => {
    expect(placeholdersIn({ url: "redis://:GENERATED-redisPassword@redis:6379" })).toEqual(["redisPassword"]);
    expect(placeholdersIn({ egress: [rule(5432, unknown)] })).toEqual([
      "addresses of the servers outside the cluster",
    ]);
    expect(placeholdersIn({ egress: [rule(5432, "10.0.0.0/24")] })).toEqual([]);
  });

  test("is taken from the same place of the last update, and nothing else is", () => {
    expect(
      filledIn({ data: { A: "x GENERATED-a", B: "new" } }, { data: { A: "x 1", B: "old", C: "gone" } }),
    ).toEqual({ data: { A: "x 1", B: "new" } });
  });

  test("is a list as long as it was", () => {
    const before = { egress: [rule(5432, "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24")] };
    expect(filledIn({ egress: [rule(5432, unknown, unknown)] }, before)).toEqual(before);
  });

  test("stays unknown in a list whose other parts have changed", () => {
    const planned = { egress: [rule(6379, unknown)] };
    expect(filledIn(planned, { egress: [rule(5432, "10.0.1.0/24")] })).toEqual(planned);
  });
});
