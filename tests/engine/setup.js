const { join, resolve } = require("node:path");

const root = resolve(__dirname, "../..");

/** Compiles the sources and makes the sandbox's programs available, once for all suites of this project. */
module.exports = async function setup() {
  const { compile } = await import("../../cli/compile.mjs");
  const build = compile(root);
  const { ensureTools } = require(join(build, "sandbox", "index.js"));
  await ensureTools({ root, report: (line) => process.stderr.write(`${line}\n`) });
};
