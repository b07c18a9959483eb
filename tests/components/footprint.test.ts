import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

interface Footprint {
  readonly modules: number;
  readonly aws: number;
  readonly gcp: number;
  readonly azure: number;
  readonly peakMemoryMb: number;
}

function footprint(values: Readonly<Record<string, unknown>> = {}): Footprint {
  const script = join(root, "tests", "support", "count-modules.mjs");
  const config = Object.fromEntries(
    Object.entries({ preset: "dev", ...values }).map(([key, value]) => [
      `openops:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const printed = execFileSync(process.execPath, [script, root, JSON.stringify(config)], {
    encoding: "utf8",
  });
  const counted: Footprint = JSON.parse(printed);
  return counted;
}

test("a stack in the cluster loads at most 1,150 modules, no cloud's SDK, and needs less than 200 MB", () => {
  const { modules, aws, gcp, azure, peakMemoryMb } = footprint();

  expect(modules).toBeLessThanOrEqual(1150);
  // The SDK alone loads more than 700: fewer would mean that the program did not run.
  expect(modules).toBeGreaterThan(700);
  expect([aws, gcp, azure]).toEqual([0, 0, 0]);
  expect(peakMemoryMb).toBeLessThan(200);
});

test("a stack with stores in AWS loads what it uses of that SDK, and none of another cloud's", () => {
  const { modules, aws, gcp, azure, peakMemoryMb } = footprint({
    cluster: { kind: "eks", name: "production" },
    clouds: { aws: { region: "eu-west-1" } },
    database: { kind: "aws" },
    cache: { kind: "aws" },
  });

  expect(modules).toBeLessThanOrEqual(1200);
  // Twelve of its own, and what these have in common.
  expect(aws).toBeGreaterThanOrEqual(12);
  expect(aws).toBeLessThanOrEqual(20);
  expect([gcp, azure]).toEqual([0, 0]);
  expect(peakMemoryMb).toBeLessThan(200);
});
