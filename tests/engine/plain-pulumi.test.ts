import { placeKinds, placesOf } from "./plain-places";
import type { Place } from "./plain-places";
import { Installation } from "./installation";
import { PlainPulumi } from "./plain-pulumi";
import { generatedValues, SecretForms } from "./secret-traces";

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
  const { code, printed } = await pulumi.operate(...args);
  expect({ code, printed: code === 0 ? "" : printed }).toEqual({ code: 0, printed: "" });
  return printed;
}

describe.each(["dev", "ci", "staging"])(
  "plain pulumi, with the %s stack as it is in the checkout",
  (stack) => {
    let planned: number;

    test("previews a first installation", async () => {
      await pulumi.run("stack", "init", stack);
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

    describe("keeps and shows", () => {
      let places: readonly Place[];
      let values: ReadonlySet<string>;

      beforeAll(async () => {
        places = await placesOf(pulumi, stack);
        values = generatedValues(await new Installation(pulumi.kubectl, `openops-${stack}`).secrets());
        const counts = placeKinds.map(
          (kind) => `${places.filter((place) => place.kind === kind).length} of ${kind}`,
        );
        process.stderr.write(`${stack}: looked for ${values.size} secrets in ${counts.join(", ")}\n`);
      });

      test.each(placeKinds)("no generated secret in a %s, in any form, but one that is put there", (kind) => {
        const forms = new SecretForms(values);
        const [first, ...others] = places.filter((place) => place.kind === kind);
        const [value = ""] = values;
        const planted = `${first?.text}"id":"${value}"`;

        expect(values.size).toBeGreaterThan(10);
        expect(
          [first, ...others].filter((place) => forms.areIn(place?.text ?? "")).map((place) => place?.name),
        ).toEqual([]);
        expect([first === undefined, forms.areIn(planted)]).toEqual([false, true]);
      });
    });
  },
);
