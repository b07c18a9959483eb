import { commandLine } from "../options";

/** What `npm test` takes. */
export const { usage, options } = commandLine({
  command: "npm test, npm run test:unit, npm run test:faults",
  takes: ["[ARGUMENTS OF JEST]"],
  about: "Runs suites of tests. For instance: npm run test:unit -- tests/plan --watch",
  words: {
    "npm test": "what a change has to pass; needs Node.js and Go only",
    "npm run test:unit": "the part that needs Node.js only, in a minute",
    "npm run test:official":
      "plain Pulumi with the official Kubernetes plugin, and the stand-in held against it",
    "npm run test:official:oldest":
      "plain Pulumi and Kubernetes of the oldest supported releases, which are built once in some 20 minutes",
    "npm run test:long": "what takes longer with the engine and an API server (some 10 minutes)",
    "npm run test:faults": "kills, outages and refusals through the real engine (Linux, root, 20 minutes)",
    "npm run test:mutations": "faults put into a copy of this checkout, each of which a test has to notice",
  },
  options: {},
});
