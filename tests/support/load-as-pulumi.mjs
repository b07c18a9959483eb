// Loads index.ts as Pulumi's Node.js host does, through ts-node with the tsconfig that Pulumi.yaml names,
// runs it under mocks and prints the names of its outputs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const root = process.argv[2];
const require = createRequire(join(root, "index.ts"));
const { parse } = require("yaml");
const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
const { main } = require(join(root, "package.json"));

process.chdir(root);
require("ts-node").register({ project: project.runtime.options.tsconfig, transpileOnly: true });
const pulumi = require("@pulumi/pulumi");
await pulumi.runtime.setMocks(
  {
    newResource: ({ name, inputs }) => ({
      id: name,
      state: { ...inputs, outputs: {}, metadata: { uid: name, ...inputs.metadata }, result: name, hex: name },
    }),
    call: ({ inputs }) => inputs,
  },
  project.name,
  "dev",
  false,
  "organization",
);
pulumi.runtime.setAllConfig({ "openops:preset": "dev" });
const outputs = await pulumi.runtime.runInPulumiStack(require(join(root, main)));
await pulumi.runtime.disconnect();
process.stdout.write(JSON.stringify(Object.keys(outputs).sort()));
