import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeptState } from "../../../cli/rehearsal/state/kept-state";
import { until } from "../../../sandbox/processes/until";

const folder = mkdtempSync(join(tmpdir(), "openops-kept-state-"));
const file = join(folder, "dev.json");
const { signal } = new AbortController();
const silent = jest.spyOn(process.stderr, "write").mockReturnValue(true);

afterAll(() => {
  silent.mockRestore();
  rmSync(folder, { recursive: true });
});

/** Keeps the versions of a state that the engine writes one after the other. */
async function keeping(...versions: readonly string[]): Promise<KeptState> {
  writeFileSync(file, versions[0] ?? "");
  const kept = new KeptState(file);
  for (const version of versions.slice(1)) {
    writeFileSync(file, version);
    await until(5, () => (kept.saw(version) ? true : undefined));
  }
  return kept;
}

test("a state of which half was written is what it was before", async () => {
  const kept = await keeping('{"version":1}', '{"version":2}', '{"ver', "");
  await kept.restore(signal);
  kept.stop();

  expect(readFileSync(file, "utf8")).toBe('{"version":2}');
});

test("a whole state stays, whatever was seen before", async () => {
  const kept = await keeping('{"version":1}', '{"version":2}');
  await kept.restore(signal);
  kept.stop();

  expect(readFileSync(file, "utf8")).toBe('{"version":2}');
});

test("a state that the stack's removal deleted does not come back", async () => {
  const kept = await keeping('{"version":1}');
  rmSync(file);
  await kept.restore(signal);
  kept.stop();

  expect(() => readFileSync(file)).toThrow("ENOENT");
});
