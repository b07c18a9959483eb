import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandLine } from "../../bench/bench-checkout";
import { measurePhases } from "../../bench/measured-phases";
import { AuditLog } from "../../sandbox/audit-log";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-phases-"));
  writeFileSync(join(folder, "audit.log"), "");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Notes in the folder that it ran, and sends a request as this user. */
function noted(what: string, verb: string): CommandLine {
  const user = { username: "deployer" };
  const record = JSON.stringify({ verb, requestURI: `/${what}`, user, userAgent: "kubectl/1.35" });
  return ["sh", "-c", `cd ${folder} && echo ${what} >>done && echo '${record}' >>audit.log`];
}

async function measured(runs: number, settle: Readonly<Record<string, CommandLine>> = {}) {
  const phases = { up: noted("up", "patch"), destroy: noted("destroy", "delete") };
  const audit = new AuditLog(join(folder, "audit.log"), "deployer");
  return measurePhases({ name: "kubectl", phases, settle, environment: {} }, { audit, runs });
}

const done = (): string => readFileSync(join(folder, "done"), "utf8");

describe("the phases of a candidate", () => {
  test("are run one after the other, as often as asked", async () => {
    await measured(2);

    expect(done()).toBe("up\ndestroy\nup\ndestroy\n");
  });

  test.each([
    ["up", "up\nsettled\ndestroy\nup\nsettled\ndestroy\n"],
    ["destroy", "up\ndestroy\nsettled\nup\ndestroy\nsettled\n"],
  ])("go on once the effect of one is there that may end before it: %s", async (phase, order) => {
    await measured(2, { [phase]: noted("settled", "get") });

    expect(done()).toBe(order);
  });

  test("are not charged with the requests of that waiting", async () => {
    const phases = await measured(1, { up: noted("settled", "get") });

    expect(phases.map(({ phase, requests }) => ({ phase, requests }))).toEqual([
      { phase: "up", requests: { patch: 1 } },
      { phase: "destroy", requests: { delete: 1 } },
    ]);
  });

  test("end with what a failing command printed", async () => {
    await expect(measured(1, { up: ["sh", "-c", "echo no such namespace >&2; exit 3"] })).rejects.toThrow(
      "ended with 3:\nno such namespace",
    );
  });
});
