// Runs the program once as `npm run preview` does, under mocks, with the configuration that is given as
// JSON, and prints what Node loaded for it.
import { createRequire } from "node:module";
import { join } from "node:path";
import { compile } from "../../cli/compile.mjs";

const [root, config] = process.argv.slice(2);
const require = createRequire(join(root, "index.ts"));
const build = compile(root);
const pulumi = require("@pulumi/pulumi");
const { standInAnswer } = require(join(build, "cli", "rendering", "look-ups.js"));

await pulumi.runtime.setMocks(
  {
    newResource: ({ name, inputs }) => ({
      id: name,
      state: { ...inputs, outputs: {}, metadata: { uid: name, ...inputs.metadata }, result: name, hex: name },
    }),
    call: ({ token, inputs }) => standInAnswer(token, inputs),
  },
  "openops",
  "dev",
  false,
  "organization",
);
pulumi.runtime.setAllConfig(JSON.parse(config));
const { loadConfig } = require(join(build, "components", "config.js"));
const { deploy } = require(join(build, "components", "deploy.js"));
await pulumi.runtime.runInPulumiStack(async () => deploy(loadConfig({ projectFolder: root })));
await pulumi.runtime.disconnect();

const loaded = Object.keys(require.cache);
const modulesOf = (cloud) => loaded.filter((path) => path.includes(join("@pulumi", cloud, "/"))).length;
process.stdout.write(
  JSON.stringify({
    modules: loaded.length,
    aws: modulesOf("aws"),
    gcp: modulesOf("gcp"),
    azure: modulesOf("azure-native"),
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  }),
);
