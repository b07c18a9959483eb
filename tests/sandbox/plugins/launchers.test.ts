import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { writePluginLaunchers } from "../../../sandbox/plugins/launchers";

const folder = mkdtempSync(join(tmpdir(), "openops-launchers-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("each launcher is a program that starts its compiled plugin, also from a path with a quote", () => {
  const folders = writePluginLaunchers({ root: "/home/o'brien", folder });
  const launcher = join(folder, "random", "pulumi-resource-random");
  expect(folders).toEqual({
    kubernetes: join(folder, "kubernetes"),
    random: join(folder, "random"),
    tls: join(folder, "tls"),
  });
  expect(statSync(launcher).mode & 0o777).toBe(0o755);
  expect(readFileSync(launcher, "utf8")).toBe(
    `#!/bin/sh\nexec '${process.execPath}' '/home/o'\\''brien/.sandbox/build/sandbox/plugins/random/main.js' "$@"\n`,
  );
});
