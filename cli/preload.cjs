// Loaded by Node.js before Pulumi's SDK when plain `pulumi` starts the program (nodeargs in Pulumi.yaml). An old
// Node.js ends here with one sentence, and not in the middle of code that it cannot run.
const { readFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

const { engines } = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
const [oldestMajor, oldestMinor] = engines.node.replace(">=", "").split(".").map(Number);
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  process.stderr.write(
    `OpenOps needs Node.js ${oldestMajor}.${oldestMinor} or newer, and Pulumi found ${process.versions.node} ` +
      `(${process.execPath}). Put a newer one first on PATH; .node-version names the one that is tested.\n`,
  );
  process.exit(1);
}

// What Node.js has compiled of the SDK and the program is kept for the next preview, which saves a sixth of its CPU
// time. Not in the system's folder for temporary files, where others could put what this program would run.
enableCompileCache(join(__dirname, "..", "node_modules", ".cache", "openops"));
