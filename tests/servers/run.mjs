// Runs the tests of real servers: `npm run test:servers [-- JEST OPTIONS]`. They get a network, process
// ids and mounts of their own, so servers may use the ports and names they have in a cluster, and none
// of them outlives the tests.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { continueOnNeededNode } from "../../cli/node-release.mjs";
import { BuildError, buildPrograms } from "../tools/build-programs.mjs";
import { installNodePackages, installPythonPackages } from "./packages.mjs";
import { ProvisionError, provision } from "./provision.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const folder = join(root, ".sandbox", "servers");
const jest = join(root, "node_modules", "jest", "bin", "jest.js");

const tools = join(root, "tests", "tools");

/** By the module of tests/tools that pins them: the programs, and the package each is built from. */
const modules = {
  exporters: {
    "postgres-exporter": "github.com/prometheus-community/postgres_exporter/cmd/postgres_exporter",
    "redis-exporter": "github.com/oliver006/redis_exporter",
    "nginx-exporter": "github.com/nginx/nginx-prometheus-exporter",
    "blackbox-exporter": "github.com/prometheus/blackbox_exporter",
  },
  rclone: { rclone: "." },
};

await continueOnNeededNode(root);

if (!existsSync(jest)) {
  process.stderr.write("The npm packages are missing. Run `npm ci`, then run this again.\n");
  process.exit(1);
}

try {
  const report = (line) => process.stderr.write(`${line}\n`);
  provision(folder, report);
  for (const [name, packages] of Object.entries(modules)) {
    buildPrograms(join(folder, name), { module: join(tools, name), packages, report });
  }
  for (const name of ["superset", "tables-clients"]) {
    const lists = ["python-build", name].map((module) => join(tools, module, "requirements.txt"));
    installPythonPackages(join(folder, name), { servers: folder, lists, report });
  }
  installNodePackages(join(folder, "app-clients"), { module: join(tools, "app-clients"), report });
} catch (error) {
  if (!(error instanceof ProvisionError || error instanceof BuildError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const scratch = join(folder, "run");
mkdirSync(scratch, { recursive: true });
const result = spawnSync(
  "setpriv",
  [
    // Whatever ends this process ends the servers.
    ...["--pdeathsig", "KILL", "unshare"],
    ...["--mount", "--net", "--pid", "--fork", "--kill-child", "--"],
    ...["sh", join(here, "isolate.sh"), folder, scratch],
    ...[process.execPath, jest, "--selectProjects", "servers", "--runInBand", ...process.argv.slice(2)],
  ],
  { cwd: root, stdio: "inherit" },
);
process.exit(result.status ?? 1);
