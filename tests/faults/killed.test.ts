import { noTraces, Trial } from "./trial";

/** Rolls every service, replaces a ConfigMap and a Secret. */
const changed = {
  logging: { level: "debug" },
  images: { engine: { tag: "0.6.25-1" }, tables: { tag: "0.2.20" }, analytics: { tag: "0.14.8" } },
  services: { gateway: { bodyLimitMi: 12 } },
  extraSecrets: { engine: { MY_TOKEN: { secure: "v1:encrypted" } } },
};

const trial = new Trial();
/** How many steps each command takes that is left alone. */
const steps = { up: 0, update: 0, down: 0 };

/** The points at which a command is killed: after so many of eleven equal parts of its steps. */
const points = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function stepAt(point: number, all: number): number {
  return Math.max(1, Math.round((point * all) / (points.length + 1)));
}

beforeAll(async () => {
  await trial.start();
  steps.up = await trial.steps("up");
  trial.checkout.configure("dev", { preset: "dev", ...changed });
  steps.update = await trial.steps("up");
  await trial.snapshot();
  steps.down = await trial.steps("down");
});

afterAll(() => trial.remove());

describe.each(points)("killed at point %i of 10,", (point) => {
  test("a first update is finished by the next one, with the volumes and secrets that it had made", async () => {
    trial.checkout.configure("dev", { preset: "dev" });
    await trial.killAfter(stepAt(point, steps.up), "up");
    const before = await trial.snapshot();
    expect(Object.keys(before.resources).length).toBeGreaterThan(0);

    await trial.succeed("up");

    expect(await trial.expectWhole()).toMatchObject({
      claims: before.claims,
      secrets: before.secrets,
      generated: before.generated,
    });
  });

  test("an update is finished by the next one, with every volume and every secret as it was", async () => {
    const before = await trial.snapshot();
    trial.checkout.configure("dev", { preset: "dev", ...changed });
    await trial.killAfter(stepAt(point, steps.update), "up");

    await trial.succeed("up");

    const { claims, generated, secrets } = await trial.expectWhole();
    expect({ claims, generated }).toEqual({ claims: before.claims, generated: before.generated });
    const replaced = Object.keys(before.secrets).filter((name) => !(name in secrets));
    expect(replaced).toEqual([expect.stringMatching(/^openops-engine-/)]);
  });

  test("a removal is finished by the next one, and nothing is left", async () => {
    await trial.killAfter(stepAt(point, steps.down), "down");

    const { out } = await trial.succeed("down");

    expect(out).toContain("nothing of it is left");
    expect(await trial.installation().exists()).toBe(false);
  });
});

test("no generated value is written anywhere", () => {
  expect(trial.searched).toBeGreaterThan(100);
  expect(trial.traces()).toEqual(noTraces);
});
