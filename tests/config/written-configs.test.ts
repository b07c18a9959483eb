import fc from "fast-check";
import { describeFault } from "../../components/values/fault";
import { type RawMap, isRawMap } from "../../components/config/layers";
import { planStack } from "../../components/plan/plan";
import { assemble } from "../support/configuration";
import { writtenConfigs } from "../support/written-configs";

/** How many are tried, from jest.config.js: more in the long tests. */
declare const writtenConfigurations: number;

/** Fixed, so that a fault that is found stays found; runs of other seeds found none. */
const runs = { numRuns: writtenConfigurations, seed: 2026 };

/** A line that a person can read: where, what is expected, and how to fix it. */
const faultLine = /^openops:\S.*: expected (?!.*(undefined|Invalid|\[object))\S.* \(.+\)$/;

describe("a configuration as the editor's schema allows it", () => {
  test("is either refused, each fault on a line of its own, or planned", () => {
    const outcomes = { refused: 0, planned: 0 };
    fc.assert(
      fc.property(writtenConfigs, (values) => {
        const { config, faults } = assemble({ values });
        if (config === undefined) {
          outcomes.refused += 1;
          expect(faults.map(describeFault)).toEqual(faults.map(() => expect.stringMatching(faultLine)));
          expect(faults).not.toHaveLength(0);
          return;
        }
        outcomes.planned += 1;
        const plan = planStack({ config, namespace: "openops-test", extraSecrets: {}, rotating: [] });
        expect(plan.services.map(({ service: { id } }) => id)).toContain("app");
      }),
      runs,
    );

    // Neither half is empty, or the property says nothing about it.
    expect(Math.min(outcomes.refused, outcomes.planned)).toBeGreaterThan(writtenConfigurations / 5);
  });
});

interface Damage {
  readonly path: readonly string[];
  readonly values: RawMap;
}

/** A value that no key takes: no text, number, list or map of the schema is like it. */
const nonsense = { "no key has this name": [[["or this value"]]] };

/** Every way to put nonsense in place of a value that is not in a list. */
function damages(values: RawMap, path: readonly string[] = []): readonly Damage[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const here = [...path, key];
    const below = isRawMap(value) ? damages(value, here) : [];
    return [
      { path: here, values: { ...values, [key]: nonsense } },
      ...below.map((damage) => ({ path: damage.path, values: { ...values, [key]: damage.values } })),
    ];
  });
}

describe("a configuration with nonsense in place of one value", () => {
  const damaged = writtenConfigs.chain((values) => fc.constantFrom(...damages(values)));

  test("is refused at that value, above or below it", () => {
    fc.assert(
      fc.property(damaged, ({ path, values }) => {
        const { config, faults } = assemble({ values });
        const top = path[0] ?? "";
        expect(config).toBeUndefined();
        expect(faults.map(({ path: at }) => at.split(/[.[]/)[0])).toContain(top);
        expect(faults.map(describeFault)).toEqual(faults.map(() => expect.stringMatching(faultLine)));
      }),
      runs,
    );
  });
});
