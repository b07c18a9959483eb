// Loaded by Node.js before Pulumi's SDK when plain `pulumi` starts the program (nodeargs in Pulumi.yaml), so that
// an old Node.js ends with one sentence, and not in the middle of code that it cannot run.
const { readFileSync } = require("node:fs");
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
