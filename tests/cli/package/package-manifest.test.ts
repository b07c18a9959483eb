import { packageManifest, templateManifest } from "../../../cli/package/package-manifest";

const checkout = {
  name: "openops-pulumi",
  version: "1.2.3",
  description: "Installs it",
  license: "Apache-2.0",
  repository: "github:owner/name",
  engines: { node: ">=22.18" },
  dependencies: {
    "@pulumi/aws": "7.0.0",
    "@pulumi/kubernetes": "4.34.2",
    "@pulumi/pulumi": "3.276.0",
    "@pulumi/random": "4.21.2",
    "ts-node": "10.9.2",
    typescript: "6.0.3",
    yaml: "2.9.1",
    zod: "4.6.7",
  },
  devDependencies: {},
};
const sdks = [{ name: "@pulumi/aws", version: "7.0.0" }];
const running = ["@pulumi/aws", "@pulumi/kubernetes", "@pulumi/pulumi", "@pulumi/random", "zod"];
const declared = ["@pulumi/pulumi", "zod"];

function manifestWith(imports: {
  readonly running: readonly string[];
  readonly declared: readonly string[];
}) {
  return packageManifest({ checkout, imports, sdks, pulumi: ">=3.248.0" });
}

describe("the package.json of the package", () => {
  test("has exactly what is imported, peers for what is shared, and clouds as one likes", () => {
    expect(manifestWith({ running, declared })).toEqual({
      name: "openops-pulumi",
      version: "1.2.3",
      description: "Installs it",
      license: "Apache-2.0",
      repository: "github:owner/name",
      engines: { node: ">=22.18" },
      main: "./lib/components/index.js",
      types: "./lib/components/index.d.ts",
      exports: {
        ".": { types: "./lib/components/index.d.ts", default: "./lib/components/index.js" },
        "./package.json": "./package.json",
      },
      dependencies: { "@pulumi/random": "4.21.2", zod: "4.6.7" },
      peerDependencies: {
        "@pulumi/kubernetes": "^4.34.2",
        "@pulumi/pulumi": ">=3.248.0 <4",
        "@pulumi/aws": "^7.0.0",
      },
      peerDependenciesMeta: { "@pulumi/aws": { optional: true } },
    });
  });

  test("has the types before what runs, since compilers take the first that fits", () => {
    const { exports } = manifestWith({ running, declared });
    expect(Object.keys(exports["."])).toEqual(["types", "default"]);
  });

  test("is refused where the public types need the package of a cloud", () => {
    expect(() => manifestWith({ running, declared: [...declared, "@pulumi/aws"] })).toThrow(
      "The types of the package need @pulumi/aws, which only some have: leave it out of what components/index.ts exports.",
    );
  });

  test("is refused where something is imported that no dependency is", () => {
    expect(() => manifestWith({ running: [...running, "pg"], declared })).toThrow(
      "The package imports pg, which is not among the dependencies in package.json: add it there.",
    );
  });
});

test("a project gets what the template says, the packed file, and what it runs by in the releases that are tested", () => {
  const own = { name: "${PROJECT}", private: true };
  expect(templateManifest(own, { checkout, packed: "openops-pulumi-1.2.3.tgz" })).toEqual({
    name: "${PROJECT}",
    private: true,
    engines: { node: ">=22.18" },
    dependencies: {
      "@pulumi/kubernetes": "4.34.2",
      "@pulumi/pulumi": "3.276.0",
      "ts-node": "10.9.2",
      typescript: "6.0.3",
      "openops-pulumi": "file:openops-pulumi-1.2.3.tgz",
    },
  });
});
