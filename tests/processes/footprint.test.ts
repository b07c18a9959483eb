import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { lookedUp } from "../support/sources/looked-up-clusters";
import { writtenConfig } from "../support/written-config";

const root = join(__dirname, "..", "..");

interface Footprint {
  readonly modules: number;
  /** Those of the clouds' SDKs. */
  readonly cloudModules: number;
  /** The services of each cloud whose part of the SDK is loaded. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly peakMemoryMb: number;
}

const projectSchema = z.object({ runtime: z.object({ options: z.object({ nodeargs: z.string() }) }) });

/** What Pulumi starts the program with. */
function nodeArguments(): readonly string[] {
  const project: unknown = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  return projectSchema.parse(project).runtime.options.nodeargs.split(" ");
}

function footprint(values: Readonly<Record<string, unknown>> = {}): Footprint {
  const script = join(root, "bench", "count-modules.mjs");
  const config = writtenConfig({ preset: "dev", ...values });
  const printed = execFileSync(process.execPath, [...nodeArguments(), script, root, JSON.stringify(config)], {
    encoding: "utf8",
    cwd: root,
  });
  const counted: Footprint = JSON.parse(printed);
  return counted;
}

beforeAll(() => {
  // The first run compiles the program, which takes memory of its own.
  footprint();
});

test("a stack in the cluster loads at most 700 modules, no cloud's SDK, and needs less than 200 MB", () => {
  const { modules, services, peakMemoryMb } = footprint();

  expect(modules).toBeLessThanOrEqual(700);
  // The SDK alone loads more than 300: fewer would mean that the program did not run.
  expect(modules).toBeGreaterThan(300);
  expect(services).toEqual({});
  expect(peakMemoryMb).toBeLessThan(200);
});

test("the memory of the process that starts the program is not counted", () => {
  const held = Buffer.alloc(300 * 1024 * 1024, 1);

  expect(footprint().peakMemoryMb).toBeLessThan(200);
  expect(held).toHaveLength(300 * 1024 * 1024);
});

describe("a stack loads of the clouds' SDKs what it uses:", () => {
  test.each([
    ["aws", "database", { aws: ["ec2", "eks", "rds", "vpc"] }],
    ["aws", "cache", { aws: ["ec2", "eks", "elasticache", "vpc"] }],
    ["gcp", "database", { gcp: ["compute", "container", "servicenetworking", "sql"] }],
    ["gcp", "cache", { gcp: ["compute", "container", "redis", "servicenetworking"] }],
    [
      "azure",
      "database",
      { "azure-native": ["authorization", "containerservice", "dbforpostgresql", "network", "privatedns"] },
    ],
    [
      "azure",
      "cache",
      { "azure-native": ["authorization", "containerservice", "network", "privatedns", "redisenterprise"] },
    ],
  ] as const)("in %s for a %s", (cloud, store, services) => {
    const found = footprint({ ...lookedUp[cloud], [store]: { kind: cloud } });

    expect(found.services).toEqual(services);
    expect(found.cloudModules).toBeLessThanOrEqual(30);
    expect(found.modules).toBeLessThanOrEqual(760);
    expect(found.peakMemoryMb).toBeLessThan(200);
  });
});
