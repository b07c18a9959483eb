// A starter of its own, so that a test can kill it: node start-cluster.js STATE_FOLDER
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "../..");
const { ensureTools, startCluster } = require(join(root, ".sandbox", "build", "sandbox", "index.js"));
const report = (line) => process.stdout.write(`${line}\n`);

ensureTools({ root, report }).then((tools) => startCluster({ root, folder: process.argv[2], tools, report }));
