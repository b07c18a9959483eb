// Starts a command of cli/: brings npm packages and the compiled program up to date, then hands over.
// Plain JavaScript with Node's own modules, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { packagesAreInstalled } from "./installed-packages.mjs";
import { continueOnNeededNode } from "./node-release.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Runs `npm ci` when the packages are not those of the lock file. */
function installPackages() {
  if (packagesAreInstalled(root)) {
    return;
  }
  process.stderr.write("Installing npm packages …\n");
  const started = Date.now();
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (result.status !== 0) {
    fail("The npm packages could not be installed (see above). Fix that, then run the command again.");
  }
  process.stderr.write(`Installed npm packages in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

await continueOnNeededNode(root);
const [command, ...args] = process.argv.slice(2);
if (!command) {
  fail("usage: node cli/run.mjs COMMAND [ARGUMENTS]; the commands are the scripts of package.json.");
}
installPackages();
const { compile } = await import(pathToFileURL(join(root, "cli", "compile.mjs")).href);
const build = compile(root);
const { runCommand } = require(join(build, "cli", "command.js"));
await runCommand(command, args, root);
