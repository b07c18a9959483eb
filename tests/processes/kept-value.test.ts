import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/**
 * Waits in a process of its own for the value of an output, and says how that ends. The SDK leaves rejections of a
 * failed output to the process, and in this one they would fail the test.
 */
function waitFor(output: string): { readonly code: number | null; readonly out: string } {
  const script = `
    process.on("unhandledRejection", () => undefined);
    const { createRequire } = await import("node:module");
    const { compile } = await import("./cli/compile.mjs");
    const require = createRequire(${JSON.stringify(join(root, "index.ts"))});
    const pulumi = require("@pulumi/pulumi");
    const { keptValue } = require(compile(${JSON.stringify(root)}) + "/components/resources/cluster/kept-object.js");
    const said = await keptValue(${output}).then(
      (value) => "value: " + value,
      (error) => "rejected: " + error.message,
    );
    console.log(said);
  `;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: root,
    encoding: "utf8",
  });
  return { code: status, out: stdout };
}

/** How Node.js ends where something is awaited that nothing can settle any more. */
const unsettled = 13;

describe("what others keep in the cluster is waited for", () => {
  test("until it is read", () => {
    expect(waitFor('pulumi.output("uid")')).toEqual({ code: 0, out: "value: uid\n" });
  });

  test("no longer where it cannot be read", () => {
    const failed = 'pulumi.output(Promise.reject(new Error("failed to read resource #kube-system")))';

    expect(waitFor(failed)).toEqual({ code: 0, out: "rejected: failed to read resource #kube-system\n" });
  });

  test.each(["pulumi.unknown", "pulumi.secret(pulumi.unknown)"])(
    "no longer where a preview does not know it: %s",
    (value) => {
      const mocks = "{ newResource: ({ inputs }) => ({ id: '', state: inputs }), call: () => ({}) }";
      const unknown = `(await pulumi.runtime.setMocks(${mocks}, "p", "s", true), pulumi.output(${value}))`;

      expect(waitFor(unknown)).toEqual({ code: 0, out: "value: undefined\n" });
    },
  );

  test("in silence where the engine has ended the run, which says why itself", () => {
    const unavailable = "Object.assign(new Error('Resource monitor is terminating'), { code: 14 })";

    expect(waitFor(`pulumi.output(Promise.reject(${unavailable}))`)).toEqual({ code: unsettled, out: "" });
  });
});
