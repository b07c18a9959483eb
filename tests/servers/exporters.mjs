// Builds the exporters of Prometheus from their pinned Go modules, once, before the tests lose the network.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProvisionError } from "./provision.mjs";

/** The programs by the package each is built from. */
const packages = {
  "postgres-exporter": "github.com/prometheus-community/postgres_exporter/cmd/postgres_exporter",
  "redis-exporter": "github.com/oliver006/redis_exporter",
  "nginx-exporter": "github.com/nginx/nginx-prometheus-exporter",
};

/**
 * Makes the exporters available below `folder`.
 * @throws ProvisionError where Go is missing or a program cannot be built
 */
export function buildExporters(folder, { module, report }) {
  const sums = readFileSync(join(module, "go.sum"), "utf8");
  const recipe = createHash("sha256").update(sums).update(JSON.stringify(packages)).digest("hex");
  const mark = join(folder, "recipe");
  if (existsSync(mark) && readFileSync(mark, "utf8") === recipe) {
    return;
  }
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  for (const [name, path] of Object.entries(packages)) {
    report(`Building ${name} …`);
    const { status, error, stderr } = spawnSync("go", ["build", "-o", join(draft, name), path], {
      cwd: module,
      encoding: "utf8",
      // Static, so that they run in any system.
      env: { ...process.env, CGO_ENABLED: "0" },
    });
    if (status !== 0) {
      const reason = error?.message ?? stderr.trim().split("\n").slice(-5).join("\n");
      throw new ProvisionError(`${name} could not be built; these tests need Go:\n${reason}`);
    }
  }
  writeFileSync(join(draft, "recipe"), recipe);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}
