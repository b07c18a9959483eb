// Runs the program once as `npm run preview` does, under mocks, with the configuration that is given as
// JSON, and prints what Node loaded for it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compile } from "../cli/compile.mjs";

const [root, config] = process.argv.slice(2);
const require = createRequire(join(root, "index.ts"));
const build = compile(root);
const pulumi = require("@pulumi/pulumi");
const { standInAnswer, standInOutputs } = require(join(build, "cli", "render", "assumed-look-ups.js"));

await pulumi.runtime.setMocks(
  {
    newResource: ({ name, inputs }) => ({
      id: name,
      state: { ...standInOutputs(name, inputs), metadata: { uid: name, ...inputs.metadata } },
    }),
    call: ({ token, inputs }) => standInAnswer(token, inputs),
  },
  "openops",
  "dev",
  false,
  "organization",
);
pulumi.runtime.setAllConfig(JSON.parse(config));
const { loadConfig } = require(join(build, "components", "resources", "loaded-config.js"));
const { OpenOps } = require(join(build, "components", "openops.js"));
// No cluster is asked.
const live = {
  look: async () => ({ objects: [], claims: [], secrets: [] }),
  specOf: async () => ({ reason: "nobody looks" }),
  silence: async () => undefined,
};
await pulumi.runtime.runInPulumiStack(async () =>
  OpenOps.install("openops", { ...(await loadConfig({ projectFolder: root })), live }).then(
    ({ outputs }) => outputs,
  ),
);
await pulumi.runtime.disconnect();

// Linux hands maxRSS on through exec: a process started by a larger one begins with the larger one's peak.
const peakMemoryKb = () =>
  process.platform === "linux"
    ? Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1])
    : process.resourceUsage().maxRSS;

const loaded = Object.keys(require.cache);
const modulesOf = (cloud) =>
  loaded.flatMap((path) => path.split(join("node_modules", "@pulumi", cloud, "/"))[1] ?? []);
// A folder of an SDK is one service of its cloud; what lies beside the folders is common to all.
const servicesOf = (cloud) =>
  [...new Set(modulesOf(cloud).flatMap((path) => (path.includes("/") ? path.split("/")[0] : [])))]
    .filter((service) => service !== "types")
    .sort();
process.stdout.write(
  JSON.stringify({
    modules: loaded.length,
    cloudModules: ["aws", "gcp", "azure-native"].flatMap(modulesOf).length,
    services: Object.fromEntries(
      ["aws", "gcp", "azure-native"]
        .map((cloud) => [cloud, servicesOf(cloud)])
        .filter(([, services]) => services.length > 0),
    ),
    peakMemoryMb: peakMemoryKb() / 1024,
  }),
);
