const { join, resolve } = require("node:path");

const root = resolve(__dirname, "../..");
const report = (line) => process.stderr.write(`${line}\n`);

/** Makes the programs available that judge manifests, once for all suites of this project. */
module.exports = async function setup() {
  const { buildPrograms } = await import("../tools/build-programs.mjs");
  const build = (module, packages) =>
    buildPrograms(join(root, ".sandbox", module), {
      module: join(root, "tests", "tools", module),
      packages,
      report,
    });
  build("evaluators", { podsecurity: "./podsecurity", connections: "./connections" });
  build("kube-score", { "kube-score": "github.com/zegl/kube-score/cmd/kube-score" });
};
