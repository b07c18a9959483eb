const { join, resolve } = require("node:path");
const prepare = require("../engine/setup.js");

const root = resolve(__dirname, "../..");

/** Makes the official plugins, and the releases that are asked for, available beside what the engine's suites need. */
module.exports = async function setup() {
  await prepare();
  const sandbox = require(join(root, ".sandbox", "build", "sandbox", "index.js"));
  const options = { root, report: (line) => process.stderr.write(`${line}\n`) };
  await sandbox.ensureOfficialPlugins(options);
  await sandbox.ensureTools({ ...options, releases: process.env.OPENOPS_TEST_RELEASES });
};
