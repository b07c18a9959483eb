import { PlainPulumi } from "./plain-pulumi";

let pulumi: PlainPulumi;

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
});

afterAll(() => pulumi.stop());

/** The number of resources that the last table of a command counts under a word. */
function counted(printed: string, word: string): number {
  const found = [...printed.matchAll(new RegExp(`^ +[-+~=]* *(\\d+) ${word}`, "gm"))].at(-1)?.[1];
  return Number(found ?? 0);
}

/** Fails with what Pulumi printed, so that a broken run shows why. */
async function succeed(...args: readonly string[]): Promise<string> {
  const { code, printed } = await pulumi.run(...args);
  expect({ code, printed: code === 0 ? "" : printed }).toEqual({ code: 0, printed: "" });
  return printed;
}

describe.each(["dev", "ci", "staging"])(
  "plain pulumi, with the %s stack as it is in the checkout",
  (stack) => {
    let planned: number;

    test("previews a first installation", async () => {
      await succeed("stack", "init", stack);
      planned = counted(await succeed("preview", "--stack", stack), "to create");
      expect(planned).toBeGreaterThan(60);
    });

    test("makes what the preview showed", async () => {
      expect(counted(await succeed("up", "--yes", "--stack", stack), "created")).toBe(planned);
    });

    test("has nothing to do at a second preview", async () => {
      const printed = await succeed("preview", "--expect-no-changes", "--stack", stack);
      expect(counted(printed, "unchanged")).toBe(planned);
    });
  },
);
