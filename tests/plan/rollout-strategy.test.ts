import { faultsOf } from "../support/configuration";

const why = "migrations of the app take no lock, so new pods must start one after the other";
const fix = (path: string, value: number) => `(pulumi config set --path 'openops:${path}' ${value})`;

describe("a rollout is refused", () => {
  test.each([
    [
      "of app pods that would migrate at the same time",
      { rollout: { maxSurge: 2 } },
      `openops:rollout.maxSurge: expected 1, got 2: ${why} ${fix("rollout.maxSurge", 1)}`,
    ],
    [
      "in which a pod of the app may be missing, which makes room for two new ones",
      { rollout: { maxUnavailable: 1 } },
      `openops:rollout.maxUnavailable: expected 0, got 1: ${why} ${fix("rollout.maxUnavailable", 0)}`,
    ],
    [
      "where one service that migrates says so for itself",
      { services: { analytics: { rollout: { maxSurge: 2 } } } },
      `openops:services.analytics.rollout.maxSurge: expected 1, got 2: ${why} ${fix("services.analytics.rollout.maxSurge", 1)}`,
    ],
  ])("%s", (_what, values, fault) => {
    expect(faultsOf({ preset: "dev", ...values })).toEqual([fault]);
  });

  test("of no service that does not migrate", () => {
    const rollout = { maxSurge: 3, maxUnavailable: 1 };

    expect(faultsOf({ preset: "dev", services: { engine: { rollout }, gateway: { rollout } } })).toEqual([]);
  });
});
