import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { noTraces, Trial } from "./trial";

const trial = new Trial();
const folder = trial.checkout.path(".sandbox", "state");
const filler = trial.checkout.path(".sandbox", "state", "filler");

/** Takes all the room that is left on the state's disk. */
function fill(): void {
  const kibibyte = Buffer.alloc(1024);
  for (;;) {
    try {
      appendFileSync(filler, kibibyte);
    } catch {
      return;
    }
  }
}

beforeAll(async () => {
  if (process.getuid?.() !== 0) {
    throw new Error("A small disk is mounted for this test, which needs root: sudo npm run test:faults");
  }
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", folder]);
  trial.configure();
  await trial.start();
});

afterAll(async () => {
  execFileSync("umount", [folder]);
  await trial.remove();
});

test("a disk that is full in the middle of an update is told, and what is known of the stack is not lost", async () => {
  const command = trial.begin("up");
  await command.printed("created      StatefulSet");
  fill();
  await command.until((printed) => printed.includes("Make some now"));
  rmSync(filler);
  const { code, errors } = await command.ended;
  const before = await trial.snapshot();

  expect(code).toBe(1);
  expect(errors).toContain(
    "The disk is full. Make room, then run the command again; it goes on where it stopped.",
  );
  expect(Object.keys(before.generated).length).toBeGreaterThan(10);
  await trial.succeed("up");
  expect(await trial.expectWhole()).toMatchObject({
    claims: before.claims,
    secrets: before.secrets,
    generated: before.generated,
  });
});

test("an update is not begun on a disk that is full", async () => {
  fill();
  const errors = await trial.failure();
  rmSync(filler);

  expect(errors).toMatch(
    /The disk of \S+ has less than \d+ MiB left\. Make room first; nothing was changed\./,
  );
  expect(existsSync(filler)).toBe(false);
  await trial.expectWhole();
});

test("no generated value is written anywhere", () => {
  expect(trial.searched).toBeGreaterThan(10);
  expect(trial.traces()).toEqual(noTraces);
});
