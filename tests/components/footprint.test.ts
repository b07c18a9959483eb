import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

interface Footprint {
  readonly modules: number;
  readonly clouds: number;
  readonly peakMemoryMb: number;
}

function footprint(): Footprint {
  const script = join(root, "tests", "support", "count-modules.mjs");
  const printed = execFileSync(process.execPath, [script, root], { encoding: "utf8" });
  const counted: Footprint = JSON.parse(printed);
  return counted;
}

test("a stack in the cluster loads at most 1,150 modules, no cloud's SDK, and needs less than 200 MB", () => {
  const { modules, clouds, peakMemoryMb } = footprint();

  expect(modules).toBeLessThanOrEqual(1150);
  // The SDK alone loads more than 700: fewer would mean that the program did not run.
  expect(modules).toBeGreaterThan(700);
  expect(clouds).toBe(0);
  expect(peakMemoryMb).toBeLessThan(200);
});
