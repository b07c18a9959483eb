import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { protectedResources } from "../../cli/rehearsal/protection";

const folder = mkdtempSync(join(tmpdir(), "openops-state-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a state's file with a content tells. */
function protectedIn(content: unknown) {
  const file = join(folder, "dev.json");
  writeFileSync(file, JSON.stringify(content));
  return protectedResources(file);
}

const claim = {
  urn: "urn:pulumi:dev::openops::kubernetes:core/v1:PersistentVolumeClaim::data-postgres-0",
  type: "kubernetes:core/v1:PersistentVolumeClaim",
};

test("names the protected resources of a state and no other", () => {
  const resources = [
    { ...claim, protect: true },
    { ...claim, protect: false },
    { urn: "urn:pulumi:dev::openops::kubernetes:core/v1:Service::nginx", type: "kubernetes:core/v1:Service" },
  ];
  expect(protectedIn({ version: 3, checkpoint: { latest: { resources } } })).toEqual([
    { kind: "PersistentVolumeClaim", name: "data-postgres-0" },
  ]);
});

test.each([
  ["a new stack", { version: 3, checkpoint: { latest: null } }],
  ["a stack with nothing in it", { version: 3, checkpoint: { latest: {} } }],
  ["a file that holds no state, which the engine refuses", { version: 3 }],
])("names nothing of %s", (_, content) => {
  expect(protectedIn(content)).toEqual([]);
});
