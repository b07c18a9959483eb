import { changes, type Change } from "./changes";
import { liveObjects } from "./live-objects";
import { PlainPulumi } from "./plain-pulumi";

const namespace = "openops-dev";
let official: PlainPulumi;
let standIn: PlainPulumi;

beforeAll(async () => {
  [official, standIn] = await Promise.all([
    PlainPulumi.start({ kubernetes: "official" }),
    PlainPulumi.start({ kubernetes: "stand-in" }),
  ]);
  await Promise.all([official, standIn].map((pulumi) => pulumi.run("stack", "init", "dev")));
});

afterAll(() => Promise.all([official, standIn].map((pulumi) => pulumi?.stop())));

interface Outcome {
  readonly steps: readonly string[];
  readonly objects: Readonly<Record<string, unknown>>;
  /** What a preview would do right after it. */
  readonly left: readonly string[];
}

async function make(pulumi: PlainPulumi, change: Change): Promise<Outcome> {
  const { config, adminPassword, byHand = [], options = [], environment = {} } = change;
  pulumi.configure("dev", config);
  if (adminPassword !== undefined) {
    await pulumi.run("config", "set", "--secret", "openops:adminPassword", adminPassword, "--stack", "dev");
  }
  for (const args of byHand) {
    const { ok, output } = await pulumi.kubectl(args);
    expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  }
  await pulumi.with(environment).succeed("up", "--yes", "--skip-preview", ...options, "--stack", "dev");
  const steps = pulumi.lastSteps();
  const objects = await liveObjects(pulumi.kubectl, namespace);
  await pulumi.operate("preview", "--stack", "dev");
  return { steps, objects, left: pulumi.lastSteps() };
}

describe("the stand-in for the Kubernetes plugin and the official one", () => {
  describe.each(changes)("at $change", (change) => {
    let outcomes: readonly [Outcome, Outcome];

    beforeAll(async () => {
      outcomes = await Promise.all([make(official, change), make(standIn, change)]);
    });

    test("do the same steps for the same reasons", () => {
      expect(outcomes[0].steps.length).toBeGreaterThan(0);
      expect(outcomes[1].steps).toEqual(outcomes[0].steps);
    });

    test("leave the same objects", () => {
      expect(Object.keys(outcomes[0].objects).length).toBeGreaterThan(40);
      expect(outcomes[1].objects).toEqual(outcomes[0].objects);
    });

    test("leave nothing to do", () => {
      expect(outcomes.map(({ left }) => left)).toEqual([[], []]);
    });
  });
});
