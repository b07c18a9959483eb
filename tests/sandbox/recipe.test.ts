import { resolve } from "node:path";
import { parseGoModule } from "../../sandbox/toolchain/go-module";
import { buildArguments, recipeFor, stampOf } from "../../sandbox/toolchain/recipe";
import {
  nodeToolNames,
  officialPluginNames,
  oldestToolNames,
  rivalNames,
  toolNames,
} from "../../sandbox/toolchain/tool-table";
import { showVersion } from "../../sandbox/toolchain/version";

const root = resolve(__dirname, "../..");

const goMod = `module example.test/tools

go 1.25.0

tool example.test/server/v3/cmd/serve

require (
\texample.test/server v1.0.0 // indirect
\texample.test/server/v3 v3.6.7 // indirect
)

require example.test/single v0.8.0
`;

describe("a go.mod file", () => {
  const goModule = parseGoModule("go.mod", goMod);

  test("names the oldest Go that builds it", () => {
    expect(showVersion(goModule.go)).toBe("1.25.0");
  });

  test("pins a package by the longest module path that holds it", () => {
    expect(showVersion(goModule.pinOf("example.test/server/v3/cmd/serve"))).toBe("3.6.7");
  });

  test("pins a package by a requirement on a line of its own", () => {
    expect(showVersion(goModule.pinOf("example.test/single"))).toBe("0.8.0");
  });

  test("is refused for a package it does not pin", () => {
    expect(() => goModule.pinOf("example.test/serverless")).toThrow(
      "go.mod does not pin example.test/serverless; restore the file.",
    );
  });

  test("is refused without a go line", () => {
    expect(() => parseGoModule("go.mod", "module x\n")).toThrow('go.mod has no "go" line; restore the file.');
  });
});

test("the repository pins these versions of the tools", () => {
  const pins = [...toolNames, ...nodeToolNames, ...officialPluginNames, ...rivalNames].map(
    (tool) => `${tool} ${showVersion(recipeFor(root, tool).version)}`,
  );
  expect(pins).toEqual([
    "pulumi 3.276.0",
    "etcd 3.6.16",
    "kwok 0.8.0",
    "kube-apiserver 1.36.3",
    "kube-controller-manager 1.36.3",
    "kube-scheduler 1.36.3",
    "kubectl 1.36.3",
    "kubelet 1.36.3",
    "kube-proxy 1.36.3",
    "coredns 1.14.7",
    "umoci 0.6.0",
    "pulumi-resource-kubernetes 4.25.0",
    "helm 4.3.1",
  ]);
});

test("the repository pins these oldest supported releases beside them", () => {
  const pins = oldestToolNames.map(
    (tool) => `${tool} ${showVersion(recipeFor(root, tool, "oldest").version)}`,
  );
  expect(pins).toEqual([
    "pulumi 3.248.0",
    "kube-apiserver 1.31.0",
    "kube-controller-manager 1.31.0",
    "kube-scheduler 1.31.0",
  ]);
});

test("Kubernetes programs are told their version by the linker", () => {
  expect(recipeFor(root, "kubectl").arguments).toEqual([
    "build",
    "-trimpath",
    "-ldflags",
    "-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3 " +
      "-X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36",
    "k8s.io/kubernetes/cmd/kubectl",
  ]);
});

describe("the stamp of a built tool", () => {
  const args = buildArguments("example.test/tool", {});
  const stamp = stampOf(["mod", "sum"], args);

  test("is the same for the same sources and arguments", () => {
    expect(stampOf(["mod", "sum"], buildArguments("example.test/tool", {}))).toBe(stamp);
  });

  test.each([
    ["go.mod", stampOf(["mod2", "sum"], args)],
    ["go.sum", stampOf(["mod", "sum2"], args)],
    ["a linker value", stampOf(["mod", "sum"], buildArguments("example.test/tool", { "main.Version": "2" }))],
    ["an embedded file", stampOf(["mod", "sum"], args, { module: "m", files: { a: "b" } })],
    ["where go.mod ends and go.sum begins", stampOf(["mods", "um"], args)],
  ])("changes with %s", (_, other) => {
    expect(other).not.toBe(stamp);
  });
});
