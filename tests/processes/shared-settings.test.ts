import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RawMap } from "../../components/config/layers";
import { environmentOf } from "../support/environment";
import { executions, releaseWith, releaseWithWorkers } from "../support/docs/releases";

const stubs = resolve(__dirname, "../node/stubs");

/** What the app has set and what runs flows reads too, with a value that is not its default. */
const shared: readonly (readonly [variable: string, values: RawMap, value: string])[] = [
  ["OPS_ENVIRONMENT_NAME", {}, "dev"],
  ["OPS_ENVIRONMENT_NAME", { preset: "ci" }, "ci"],
  ["OPS_ENVIRONMENT_NAME", { services: { app: { environmentName: "europe" } } }, "europe"],
  ["OPS_SLACK_ENABLE_INTERACTIONS", { integrations: { slackInteractions: false } }, "false"],
  [
    "OPS_REQUEST_BODY_LIMIT",
    { services: { app: { requestBodyLimitMi: 20 }, gateway: { bodyLimitMi: 20 } } },
    "20",
  ],
  ["OPS_MAX_CONCURRENT_TABLES_REQUESTS", {}, "100"],
  ["OPS_CLIENT_REAL_IP_HEADER", {}, "x-real-ip"],
  ["OPS_INTERNAL_BACKEND_PUBLIC_URL", { publicUrl: "http://10.0.0.7:30080" }, "http://10.0.0.7:30080/api/"],
  ["OPS_FLOW_TIMEOUT_SECONDS", { services: { app: { flowTimeoutSeconds: 90 } } }, "90"],
];

describe.each(shared)("%s with %j is %s", (variable, values, value) => {
  test.each(executions)("on the app and on the %s", (execution) => {
    const stack = { ...releaseWith[execution], ...values };
    const found = (["app", execution] as const).map((id) => environmentOf(id, stack)?.plain[variable]);

    expect(found).toEqual([value, value]);
  });
});

test("telemetry that is switched off is off on the worker too, which has the app's code for it", () => {
  const stack = { ...releaseWithWorkers, integrations: { telemetry: "DISABLED" } };
  const found = (["app", "worker"] as const).map((id) => environmentOf(id, stack)?.plain ?? {});

  expect(found.map(({ OPS_TELEMETRY_MODE }) => OPS_TELEMETRY_MODE)).toEqual(["DISABLED", "DISABLED"]);
  expect(found.filter((plain) => "OPS_TELEMETRY_COLLECTOR_URL" in plain)).toEqual([]);
});

test("no service has a variable that nothing reads", () => {
  for (const execution of executions) {
    for (const id of ["app", execution] as const) {
      expect(environmentOf(id, releaseWith[execution])?.plain).not.toHaveProperty("OPS_PUBLIC_URL");
    }
  }
});

/** What the stub's part for Code steps answers to an expression, in a working folder. */
function inCodeStep(
  expression: string,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): string {
  const program = `
    const { codesFolder, runCodeStep } = require(${JSON.stringify(join(stubs, "code-step.js"))});
    // Root may write everywhere, and the services are somebody else.
    if (process.getuid() === 0) process.setuid(65534);
    try { console.log(${expression}); } catch (error) { console.log(error.message); }`;
  const options = { cwd: folder, env, encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], options);
  expect(stderr).toBe("");
  return stdout.trim();
}

describe("a Code step", () => {
  const folder = mkdtempSync(join(tmpdir(), "openops-task-"));
  const writable = mkdtempSync(join(tmpdir(), "openops-app-"));
  chmodSync(folder, 0o555);
  chmodSync(writable, 0o777);

  afterAll(() => [folder, writable].forEach((path) => rmSync(path, { recursive: true })));

  test.each(executions)("of the rendered %s is compiled where the compiler is", (execution) => {
    const { plain = {} } = environmentOf(execution, releaseWith[execution]) ?? {};

    const found = inCodeStep("codesFolder(process.env)", { folder, env: plain });

    expect(found).toBe(plain.OPS_BASE_CODE_DIRECTORY);
    expect(plain.OPS_BASE_CODE_DIRECTORY).toBe("/tmp/codes");
  });

  test.each([
    ["no environment's name", {}],
    ["the one of a developer's machine", { OPS_ENVIRONMENT_NAME: "local" }],
  ])("with %s fails at the working folder, as the real engine does", (_, named) => {
    const said = inCodeStep("runCodeStep(process.env)", { folder, env: named });

    expect(said).toMatch(`EACCES: permission denied, mkdir '${join(folder, "cache")}`);
  });

  test("without a compiler fails as the real worker does", () => {
    const below = join(writable, "cache", "codes");

    const said = inCodeStep("runCodeStep(process.env)", { folder: writable, env: {} });

    expect(said).toBe(`Command failed: npx tsc --build ${below}`);
  });
});

describe("the stub of what runs flows", () => {
  test.each(executions)("does not start as the %s without the environment's name", (service) => {
    const check = `require(${JSON.stringify(join(stubs, "environment.js"))}).environmentOf(process.argv[1])`;
    const { plain = {}, secret = {} } = environmentOf(service, releaseWith[service]) ?? {};
    const env = { ...plain, ...secret, OPS_ENCRYPTION_KEY: "0".repeat(32) };
    const run = (given: Readonly<Record<string, string>>) =>
      spawnSync(process.execPath, ["-e", check, service], { env: given, encoding: "utf8" });
    const unnamed = Object.fromEntries(
      Object.entries(env).filter(([name]) => name !== "OPS_ENVIRONMENT_NAME"),
    );

    expect(run(env)).toMatchObject({ status: 0, stderr: "" });
    expect(run(unnamed)).toMatchObject({
      status: 1,
      stderr: `${service}: missing in the environment: OPS_ENVIRONMENT_NAME\n`,
    });
  });
});
