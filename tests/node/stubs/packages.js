// The step before an engine or a worker of any release listens: `npm i` in the folder of the code, which asks the
// registry for each package although it is there. A start without a registry takes what npm's cache has.
const { existsSync, readdirSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");

const packages = ["@tsconfig/node20", "@types/node", "typescript"];

/** Between npm's attempts, as seen. */
const pausesMs = [10_000, 60_000];

/** npm takes its settings from variables in either case. */
function setting(env, name) {
  const found = Object.keys(env).find((key) => key.toLowerCase() === `npm_config_${name}`);
  return found === undefined ? undefined : env[found];
}

async function ask(registry) {
  for (const name of packages) {
    const url = new URL(name.replace("/", "%2f"), registry);
    const response = await fetch(url);
    if (response.status !== 200) {
      throw new Error(`${response.status} - GET ${url}`);
    }
    await response.arrayBuffer();
  }
}

function takeFromCache(folder) {
  if (folder === undefined || !existsSync(folder) || readdirSync(folder).length === 0) {
    throw new Error("npm error code ENOTCACHED");
  }
}

/** Installs what flows compile against, or fails as npm does. */
exports.installPackages = async (env) => {
  if (setting(env, "offline") === "true") {
    return takeFromCache(setting(env, "cache"));
  }
  const registry = setting(env, "registry");
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      if (registry === undefined) {
        throw new Error("npm's own registry is on the internet, and nothing here leads there");
      }
      return await ask(registry);
    } catch (error) {
      const reason = error.cause?.message ?? error.message;
      if (pauseMs === undefined) {
        throw new Error(`npm error network ${reason}`);
      }
      console.error(`npm http fetch ${reason}`);
      await sleep(pauseMs);
    }
  }
};
