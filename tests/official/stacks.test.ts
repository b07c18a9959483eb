import { Installation } from "../engine/installation";
import { generatedValues, SecretForms } from "../engine/secret-traces";
import { placeKinds, placesOf, type Place } from "./plain-places";
import { counted, PlainPulumi } from "./plain-pulumi";

let pulumi: PlainPulumi;

beforeAll(async () => {
  pulumi = await PlainPulumi.start({ eksCluster: "production" });
});

afterAll(() => pulumi.stop());

const stacks = [
  { stack: "dev", isProtected: false },
  { stack: "ci", isProtected: false },
  { stack: "staging", isProtected: true },
  { stack: "prod", isProtected: true },
] as const;

describe.each(stacks)(
  "plain pulumi, with the $stack stack as it is in the checkout",
  ({ stack, isProtected }) => {
    let planned: number;

    const succeed = (...args: readonly string[]): Promise<string> =>
      pulumi.succeed(...args, "--stack", stack);

    test("previews a first installation", async () => {
      await pulumi.run("stack", "init", stack);
      planned = counted(await succeed("preview"), "to create");
      expect(planned).toBeGreaterThan(60);
    });

    test("makes what the preview showed", async () => {
      expect(counted(await succeed("up", "--yes", "--skip-preview"), "created")).toBe(planned);
    });

    test("has nothing to do at a second preview", async () => {
      expect(counted(await succeed("preview", "--expect-no-changes"), "unchanged")).toBe(planned);
    });

    test("has nothing to do after a look at everything", async () => {
      const printed = await succeed("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes");
      expect(counted(printed, "unchanged")).toBe(planned);
    });

    test("has not drifted", async () => {
      const printed = await succeed("refresh", "--preview-only", "--expect-no-changes");
      // What is only read of the cluster counts here too.
      expect(counted(printed, "unchanged")).toBeGreaterThan(planned);
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

    if (isProtected) {
      test("refuses to be destroyed, and keeps everything", async () => {
        const { code, printed } = await pulumi.operate("destroy", "--yes", "--stack", stack);

        expect(code).not.toBe(0);
        expect(printed).toMatch(/cannot be deleted/);
        expect(counted(await succeed("preview", "--expect-no-changes"), "unchanged")).toBe(planned);
      });
    } else {
      test("is destroyed whole", async () => {
        expect(counted(await succeed("destroy", "--yes", "--skip-preview"), "deleted")).toBe(planned);
        expect(await new Installation(pulumi.kubectl, `openops-${stack}`).exists()).toBe(false);
      });
    }
  },
);
