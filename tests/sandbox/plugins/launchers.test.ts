import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { writePluginLaunchers } from "../../../sandbox/plugins/launchers";

const folder = mkdtempSync(join(tmpdir(), "openops-launchers-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("each launcher is a program that starts its compiled plugin, also from a path with a quote", () => {
  const folders = writePluginLaunchers({ root: "/home/o'brien", folder, accountsFolder: "/accounts" });
  const launcher = join(folder, "random", "pulumi-resource-random");
  expect(folders).toEqual({
    kubernetes: join(folder, "kubernetes"),
    random: join(folder, "random"),
    tls: join(folder, "tls"),
    aws: join(folder, "aws"),
    gcp: join(folder, "gcp"),
    "azure-native": join(folder, "azure-native"),
  });
  expect(statSync(launcher).mode & 0o777).toBe(0o755);
  expect(readFileSync(launcher, "utf8")).toBe(
    `#!/bin/sh\nexec '${process.execPath}' '/home/o'\\''brien/.sandbox/build/sandbox/plugins/random/main.js' "$@"\n`,
  );
});

test("the launcher of a cloud says which one it is and where its account is", () => {
  writePluginLaunchers({ root: "/repo", folder, accountsFolder: "/repo/.sandbox/accounts" });
  expect(readFileSync(join(folder, "aws", "pulumi-resource-aws"), "utf8")).toBe(
    `#!/bin/sh\nexec '${process.execPath}' '/repo/.sandbox/build/sandbox/plugins/clouds/main.js' 'aws' '/repo/.sandbox/accounts' "$@"\n`,
  );
});
