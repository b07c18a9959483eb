const { join, resolve } = require("node:path");
const prepare = require("../engine/setup.js");

const root = resolve(__dirname, "../..");

/** Makes the official plugins available beside what the other suites of the engine need. */
module.exports = async function setup() {
  await prepare();
  const { ensureOfficialPlugins } = require(join(root, ".sandbox", "build", "sandbox", "index.js"));
  await ensureOfficialPlugins({ root, report: (line) => process.stderr.write(`${line}\n`) });
};
