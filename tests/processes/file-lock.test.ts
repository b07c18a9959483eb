import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../sandbox/processes/file-lock";
import { processIdentity } from "../../sandbox/processes/process-table";

let folder = "";
let lines: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-lock-"));
  lines = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function lock<T>(work: () => Promise<T>, timeoutSeconds = 10): Promise<T> {
  const report = (line: string): void => {
    lines.push(line);
  };
  return withLock({ path: join(folder, "lock"), report, doing: "it is being tested", timeoutSeconds }, work);
}

/** The identity of a process that has ended. */
async function deadIdentity(): Promise<string> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const identity = processIdentity(child.pid ?? 0) ?? "";
  child.kill("SIGKILL");
  await once(child, "exit");
  return identity;
}

test("gives the result of the work and leaves nothing behind", async () => {
  expect(await lock(() => Promise.resolve("done"))).toBe("done");
  expect(readdirSync(folder)).toEqual([]);
});

test("is released when the work fails", async () => {
  await expect(lock(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(readdirSync(folder)).toEqual([]);
});

test("lets one in at a time, however many come at once", async () => {
  let inside = 0;
  const most: number[] = [];
  const work = async (): Promise<void> => {
    inside += 1;
    most.push(inside);
    await new Promise(setImmediate);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => lock(work)));
  expect(most).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

test("tells once who is waited for", async () => {
  await lock(async () => {
    await expect(lock(() => Promise.resolve(), 0.2)).rejects.toThrow(
      `it is being tested by process ${process.pid} for more than 0.2 s`,
    );
  });
  expect(lines).toEqual([`Waiting: it is being tested by process ${process.pid} …`]);
});

test("is taken over from an owner that has died", async () => {
  writeFileSync(join(folder, "lock"), `${await deadIdentity()}\ntoken\n`);
  expect(await lock(() => Promise.resolve("done"))).toBe("done");
  expect(lines).toEqual([]);
});

test("is taken over when the owner's process id has been given to another process", async () => {
  writeFileSync(join(folder, "lock"), `${process.pid} started long ago\ntoken\n`);
  expect(await lock(() => Promise.resolve("done"))).toBe("done");
});

test("lets one in at a time also when all find a dead owner's lock", async () => {
  writeFileSync(join(folder, "lock"), `${await deadIdentity()}\ntoken\n`);
  let inside = 0;
  const most: number[] = [];
  await Promise.all(
    Array.from({ length: 8 }, () =>
      lock(async () => {
        inside += 1;
        most.push(inside);
        await new Promise(setImmediate);
        inside -= 1;
      }),
    ),
  );
  expect(most).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(existsSync(join(folder, "lock"))).toBe(false);
});
