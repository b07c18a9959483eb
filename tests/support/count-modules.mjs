// Runs the program once as `npm run preview` does, under mocks, and prints what Node loaded for it.
import { createRequire } from "node:module";
import { join } from "node:path";
import { compile } from "../../cli/compile.mjs";

const root = process.argv[2];
const require = createRequire(join(root, "index.ts"));
const build = compile(root);
const pulumi = require("@pulumi/pulumi");

await pulumi.runtime.setMocks(
  {
    newResource: ({ name, inputs }) => ({
      id: name,
      state: { ...inputs, outputs: {}, metadata: { uid: name, ...inputs.metadata }, result: name, hex: name },
    }),
    call: ({ inputs }) => inputs,
  },
  "openops",
  "dev",
  false,
  "organization",
);
pulumi.runtime.setAllConfig({ "openops:preset": "dev" });
const { loadConfig } = require(join(build, "components", "config.js"));
const { deploy } = require(join(build, "components", "deploy.js"));
await pulumi.runtime.runInPulumiStack(async () => deploy(loadConfig({ projectFolder: root })));
await pulumi.runtime.disconnect();

const loaded = Object.keys(require.cache);
process.stdout.write(
  JSON.stringify({
    modules: loaded.length,
    clouds: loaded.filter((path) => /@pulumi[\\/](aws|gcp|azure)/.test(path)).length,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  }),
);
