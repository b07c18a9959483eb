import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { effectiveValues } from "../cli/config/effective-config";
import { assembleStack } from "../cli/stack-file";
import { isRawMap } from "../components/config/layers";
import { describeFault } from "../components/values/fault";

const root = join(__dirname, "..");
const folder = join(root, "examples");
const stacks = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);

function exampleOf(stack: string) {
  const name = `Pulumi.${stack}.yaml`;
  const content: unknown = parse(readFileSync(join(folder, name), "utf8"));
  const config = isRawMap(content) ? content.config : undefined;
  if (!isRawMap(content) || !isRawMap(config)) {
    throw new Error(`${name} holds no configuration`);
  }
  return { content, assembled: assembleStack(root, { stack, name, content, config }) };
}

test("there is an example to start from, for each cloud, for servers that exist, for high availability, for staging and for two regions", () => {
  expect(stacks.sort()).toEqual([
    "aws-staging",
    "azure",
    "eu",
    "example",
    "existing-servers",
    "google-cloud",
    "high-availability",
    "us",
  ]);
});

describe("the example to start from", () => {
  const text = readFileSync(join(folder, "Pulumi.example.yaml"), "utf8");

  test("has no fault with everything in it that it only shows", () => {
    const everything: unknown = parse(
      text.replaceAll(/^( *)# (?=\S)/gm, "$1").replaceAll(/^( *)# {3}(?= *\S)/gm, "$1  "),
    );
    const config = isRawMap(everything) && isRawMap(everything.config) ? everything.config : {};
    const faults = assembleStack(root, {
      stack: "example",
      name: "Pulumi.example.yaml",
      content: {},
      config,
    }).faults.map(describeFault);

    expect(Object.keys(config).length).toBeGreaterThan(15);
    expect(faults).toEqual([]);
  });

  test("has no secret", () => {
    expect(text).not.toMatch(/secure:|[Pp]assword:/);
  });
});

describe("an overlay", () => {
  const passwords = Object.fromEntries(
    ["postgresPassword", "redisPassword"].map((name) => [`openops:${name}`, { secure: "v1:of-this-stack" }]),
  );
  const layersOf = (...overlays: readonly string[]) => {
    const config = { "openops:preset": "prod", "openops:overlays": overlays, ...passwords };
    const file = { stack: "test", name: "Pulumi.test.yaml", content: {}, config };
    const assembled = assembleStack(root, file);
    expect(assembled.faults.map(describeFault)).toEqual([]);
    return new Map(effectiveValues(assembled, file).map(({ path, value, layer }) => [path, [value, layer]]));
  };
  const staging = "examples/overlays/staging.yaml";
  const region = "examples/overlays/us-east-1.yaml";

  test("of staging names its database, its environment and what it logs", () => {
    const values = layersOf(staging);

    expect(values.get("database.name")).toEqual(["openops_staging", staging]);
    expect(values.get("database.host")).toEqual(["staging-db.example.com", staging]);
    expect(values.get("services.app.environmentName")).toEqual(["staging", staging]);
    expect(values.get("logging.level")).toEqual(["debug", staging]);
    expect(values.get("services.app.replicas")).toEqual([2, staging]);
    expect(values.get("services.gateway.replicas")).toEqual([2, "preset prod"]);
  });

  test("of a region names its stores, its load balancer and its class of volumes", () => {
    const values = layersOf(region);

    expect(values.get("cache.host")).toEqual(["elasticache-us-east-1.example.com", region]);
    expect(values.get("exposure.cloud.crossZone")).toEqual([true, region]);
    expect(values.get("exposure.tls.kind")).toEqual(["acm", region]);
    expect(values.get("services.tables.storage.storageClass")).toEqual(["gp3", region]);
  });

  test("wins over one before it", () => {
    expect(layersOf(staging, region).get("publicUrl")).toEqual([
      "https://us-east.openops.example.com",
      region,
    ]);
  });
});

test.each(stacks)("the example %s has no fault", (stack) => {
  expect(exampleOf(stack).assembled.faults.map(describeFault)).toEqual([]);
});

test.each(stacks)("the example %s keeps its secrets with a key of the cloud", (stack) => {
  expect(exampleOf(stack).content.secretsprovider).toMatch(/^(awskms|gcpkms|azurekeyvault):\/\//);
});

test("two regions share what their overlay says and differ in region and address", () => {
  const [eu, us] = ["eu", "us"].map((stack) => exampleOf(stack).assembled.config);

  expect(eu?.database).toEqual(us?.database);
  expect(eu?.tags).toEqual({ "cost-centre": "finops" });
  expect([eu?.clouds.aws?.region, us?.clouds.aws?.region]).toEqual(["eu-west-1", "us-east-1"]);
});

describe("the example with a cluster of its own", () => {
  const place = join(folder, "own-cluster");
  const read = (...path: readonly string[]): unknown => parse(readFileSync(join(...path), "utf8"));
  const mapAt = (value: unknown, key: string) => {
    const found = isRawMap(value) ? value[key] : undefined;
    return isRawMap(found) ? found : {};
  };

  test("names the packages to install that it needs beside the project's own", () => {
    const files = readdirSync(place).filter((name) => name.endsWith(".ts"));
    const programs = files.map((name) => readFileSync(join(place, name), "utf8"));
    const imported = programs.flatMap((program) =>
      [...program.matchAll(/from "((?!node:|\.)[^"]+)"/g)].map(([, name = ""]) => name),
    );
    const [, named = ""] = /`npm install ([^`]+)`/.exec(programs.join("\n")) ?? [];

    // These two are what every project has.
    expect([...new Set(imported)].sort()).toEqual(
      [...named.split(" "), "@pulumi/pulumi", "openops-pulumi"].sort(),
    );
  });

  test("declares every key that it reads, and its stack sets those without a default", () => {
    const program = readFileSync(join(place, "index.ts"), "utf8");
    const keys = [...program.matchAll(/\bconfig\.(?:get|require)\w*(?:<[^>]+>)?\("(\w+)"\)/g)].map(
      ([, key]) => key,
    );
    const declared = mapAt(read(place, "Pulumi.yaml"), "config");
    const needed = Object.keys(declared).filter((key) => !("default" in mapAt(declared, key)));
    const set = Object.keys(mapAt(read(place, "Pulumi.prod.yaml"), "config"));

    expect(keys.sort()).toEqual(["administratorRanges", "clusterName", "protect", "publicUrl"]);
    expect(Object.keys(declared).sort()).toEqual(keys);
    expect(set).toEqual(["aws:region", ...needed.map((key) => `own-cluster:${key}`)]);
  });
});
