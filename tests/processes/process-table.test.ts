import { spawn } from "node:child_process";
import { once } from "node:events";
import { commandLine } from "../../sandbox/processes/process-table";

describe("a command line", () => {
  test("is there while a process takes up its next program", async () => {
    const becomeNode = ["-c", 'exec "$0" --eval ""', process.execPath];
    for (let run = 0; run < 5; run += 1) {
      const child = spawn("/bin/sh", becomeNode, { stdio: "ignore" });
      const seen = new Set<string | undefined>();
      // Loading takes some milliseconds of the process's own time: look without a pause until it is done.
      while (![...seen].some((line) => line?.startsWith(process.execPath))) {
        seen.add(commandLine(child.pid ?? 0));
      }
      expect(seen).not.toContain(undefined);
      await once(child, "exit");
    }
  });

  test("is undefined once the process has ended", async () => {
    const child = spawn(process.execPath, ["--eval", ""], { stdio: "ignore" });
    await once(child, "exit");
    expect(commandLine(child.pid ?? 0)).toBeUndefined();
  });
});
