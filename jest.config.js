/**
 * Eleven projects: `unit` needs nothing but Node, and so does `processes`, which starts commands and programs;
 * `manifests` has rendered objects judged by programs of others;
 * `sandbox` drives the real engine and API server, and `sandbox-long` what takes longer there; `official` uses plain Pulumi with the official Kubernetes plugin;
 * `faults` kills and disturbs them;
 * `mutations` puts faults into copies of the checkout that tests have to notice; `servers` runs real servers
 * in namespaces that tests/servers/run.mjs makes; `node` runs pods on a real node, and `node-long` what takes longer there.
 */
const shared = {
  testEnvironment: "node",
  setupFilesAfterEnv: ["<rootDir>/tests/support/timeout.ts"],
  transform: { "^.+\\.ts$": "@swc/jest" },
  modulePathIgnorePatterns: ["<rootDir>/.sandbox/"],
};

module.exports = {
  projects: [
    {
      ...shared,
      displayName: "unit",
      globals: { writtenConfigurations: 200 },
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: [
        "/node_modules/",
        "<rootDir>/tests/manifests/",
        "<rootDir>/tests/engine/",
        "<rootDir>/tests/faults/",
        "<rootDir>/tests/official/",
        "<rootDir>/tests/servers/",
        "<rootDir>/tests/node/",
        "<rootDir>/tests/mutations/",
        "<rootDir>/tests/processes/",
      ],
    },
    {
      ...shared,
      displayName: "processes",
      testMatch: ["<rootDir>/tests/processes/**/*.test.ts"],
    },
    {
      ...shared,
      displayName: "manifests",
      testMatch: ["<rootDir>/tests/manifests/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/manifests/setup.js",
    },
    {
      ...shared,
      displayName: "sandbox",
      testMatch: ["<rootDir>/tests/engine/*.test.ts"],
      globalSetup: "<rootDir>/tests/engine/setup.js",
    },
    {
      ...shared,
      displayName: "sandbox-long",
      testMatch: [
        "<rootDir>/tests/engine/long/*.test.ts",
        "<rootDir>/tests/config/written-configs.test.ts",
        "<rootDir>/tests/checks/encryption-rules.test.ts",
      ],
      globals: { writtenConfigurations: 1000 },
      globalSetup: "<rootDir>/tests/engine/setup.js",
    },
    {
      ...shared,
      displayName: "official",
      testMatch: ["<rootDir>/tests/official/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/official/setup.js",
    },
    {
      ...shared,
      displayName: "faults",
      testMatch: ["<rootDir>/tests/faults/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/engine/setup.js",
    },
    {
      ...shared,
      displayName: "mutations",
      testMatch: ["<rootDir>/tests/mutations/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/engine/setup.js",
    },
    {
      ...shared,
      displayName: "servers",
      testMatch: ["<rootDir>/tests/servers/**/*.test.ts"],
      setupFilesAfterEnv: [...shared.setupFilesAfterEnv, "<rootDir>/tests/servers/clean-up.ts"],
    },
    {
      ...shared,
      displayName: "node",
      testMatch: ["<rootDir>/tests/node/*.test.ts"],
      globalSetup: "<rootDir>/tests/node/setup.ts",
      setupFilesAfterEnv: ["<rootDir>/tests/node/timeout.ts"],
    },
    {
      ...shared,
      displayName: "node-long",
      testMatch: ["<rootDir>/tests/node/long/*.test.ts"],
      globalSetup: "<rootDir>/tests/node/setup.ts",
      setupFilesAfterEnv: ["<rootDir>/tests/node/timeout.ts"],
    },
  ],
};
