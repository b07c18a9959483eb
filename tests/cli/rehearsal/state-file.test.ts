import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pendingOperations } from "../../../cli/rehearsal/state/pending-operations";
import { deploymentIn } from "../../../cli/rehearsal/state/state-file";
import { rehearsedRelease } from "../../../cli/upgrade/recorded-release";

const folder = mkdtempSync(join(tmpdir(), "openops-state-"));
const file = join(folder, "dev.json");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const release = { version: "0.6.25", execution: "engine", images: {} };
const noted = {
  resources: [
    {
      urn: "urn:pulumi:dev::openops::openops:index:CompleteRelease::release",
      type: "openops:index:CompleteRelease",
      outputs: { release },
    },
  ],
  pending_operations: [{ type: "creating" }],
};

/** As the engine writes it at an update, and as it writes it at `pulumi stack import`. */
describe.each([
  ["an update", { version: 3, checkpoint: { stack: "organization/openops/dev", latest: noted } }],
  ["an import", { version: 3, checkpoint: { Stack: "organization/openops/dev", Latest: noted } }],
])("the state's file after %s", (_, content) => {
  beforeEach(() => writeFileSync(file, JSON.stringify(content)));

  test("has what the engine noted", () => {
    expect(deploymentIn(file)).toEqual(noted);
  });

  test("tells the release that the next update starts from", () => {
    expect(rehearsedRelease(file)).toEqual(release);
  });

  test("tells what a killed command had begun", () => {
    expect(pendingOperations(file)).toBe(1);
  });
});

test.each([
  { version: 3, checkpoint: { stack: "organization/openops/dev", latest: null } },
  { version: 3, checkpoint: { stack: "organization/openops/dev" } },
  { version: 3, checkpoint: { Stack: "organization/openops/dev", Latest: null } },
])("a new stack has nothing: %j", (content) => {
  writeFileSync(file, JSON.stringify(content));
  expect(deploymentIn(file)).toEqual({});
});

test.each([
  '{"version":3,"checkpoint":{"latest":{"resources":[{}]}}}',
  '{"version":3,"checkpoint":{"Latest":{"resources":[{}]}}}',
  '{"version":3}',
  '{"version":3,"checkpoint":{"stack":"organi',
  "",
])("a file that holds no state tells nothing: %j", (text) => {
  writeFileSync(file, text);
  expect(deploymentIn(file)).toBeUndefined();
});

test("a file that is not there tells nothing", () => {
  expect(deploymentIn(join(folder, "other.json"))).toBeUndefined();
});
