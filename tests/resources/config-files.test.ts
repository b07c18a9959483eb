import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../support/program";
import { writtenConfig } from "../support/written-config";

const checkout = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "openops-config-"));

beforeAll(() => process.chdir(folder));

afterAll(() => {
  process.chdir(checkout);
  rmSync(folder, { recursive: true });
});

test("an overlay beside the stack file is read when the program runs", async () => {
  writeFileSync(join(folder, "region.yaml"), "services:\n  gateway:\n    replicas: 3\n");
  const { find } = await runProgram("dev", writtenConfig({ preset: "dev", overlays: ["region.yaml"] }));

  expect(find("kubernetes:apps/v1:Deployment", "nginx").inputs).toMatchObject({ spec: { replicas: 3 } });
});

test("an overlay that is not there is refused with the reason", async () => {
  const config = writtenConfig({ preset: "dev", overlays: ["absent.yaml"] });

  await expect(runProgram("dev", config)).rejects.toThrow(
    "openops:overlays[0]: expected a YAML file with a map in it, got absent.yaml",
  );
});

test("an encrypted value where none belongs is named with its place in the stack file", async () => {
  writeFileSync(
    join(folder, "Pulumi.dev.yaml"),
    "config:\n  openops:admin:\n    email:\n      secure: AAABAHidden\n",
  );
  const config = writtenConfig({ preset: "dev", admin: { email: "admin@example.com" } });

  await expect(runProgram("dev", config, { secretKeys: ["openops:admin"] })).rejects.toThrow(
    "openops:admin.email: expected a value in clear, got an encrypted one",
  );
});
