import type { RawMap } from "../../components/config/layers";
import { podSizes } from "../../components/plan/pods/pod-sizes";
import { configOf, faultsOf } from "../support/configuration";

function refusals(quota: RawMap, values: RawMap = {}): readonly string[] {
  return faultsOf({ preset: "dev", quota, ...values });
}

/** How many pods there can be at once, by their name. */
function counts(values: RawMap = {}) {
  return Object.fromEntries(podSizes(configOf(values)).map(({ name, count }) => [name, count]));
}

describe("the pods that there can be at once", () => {
  test("are those of every workload and one more of each in a rollout, but of what one volume holds", () => {
    expect(counts()).toEqual({
      gateway: 2,
      app: 2,
      engine: 2,
      tables: 1,
      analytics: 2,
      database: 1,
      cache: 1,
      "the database bootstrap": 1,
    });
  });

  test("are an autoscaler's most", () => {
    expect(counts({ services: { app: { autoscaling: { kind: "load", maxReplicas: 10 } } } }).app).toBe(11);
  });
});

describe("a quota", () => {
  const seed = {
    requests: { cpu: "20", memory: "40Gi" },
    limits: { cpu: "40", memory: "80Gi" },
    persistentVolumeClaims: 5,
  };

  test("with room for everything is taken", () => {
    expect(refusals(seed)).toEqual([]);
    expect(faultsOf({ preset: "prod", publicUrl: "https://openops.example.com", quota: seed })).toEqual([]);
  });

  test("that a rollout would exceed is refused, with what is needed", () => {
    // 2 gateways, apps, engines and analytics, tables, both stores and the bootstrap.
    expect(refusals({ requests: { cpu: "3" }, limits: { memory: "14Gi" } })).toEqual([
      "openops:quota.requests.cpu: expected at least 3800m, for every pod at its most and in a rollout, got 3: pods would be refused when they are needed (pulumi config set --path 'openops:quota.requests.cpu' 3800m)",
      "openops:quota.limits.memory: expected at least 17024Mi, for every pod at its most and in a rollout, got 14Gi: pods would be refused when they are needed (pulumi config set --path 'openops:quota.limits.memory' 17024Mi)",
    ]);
  });

  test("counts an autoscaler's most and what users add", () => {
    const quota = { requests: { cpu: "3800m" } };
    const sidecar = { name: "proxy", image: "example.com/proxy:1", resources: { requests: { cpu: "1" } } };

    expect(refusals(quota)).toEqual([]);
    expect(
      refusals(quota, { services: { engine: { autoscaling: { kind: "load", maxReplicas: 3 } } } })[0],
    ).toContain("at least 4300m");
    expect(
      refusals(quota, {
        services: {
          tables: { sidecars: [{ ...sidecar, resources: { requests: { cpu: "1" }, limits: { cpu: "1" } } }] },
        },
      })[0],
    ).toContain("at least 4800m");
  });

  test("of too few pods or claims is refused", () => {
    expect(refusals({ pods: 11, persistentVolumeClaims: 2 })).toEqual([
      "openops:quota.pods: expected at least 12, for every pod at its most and in a rollout, got 11: pods would be refused when they are needed (pulumi config set --path 'openops:quota.pods' 12)",
      "openops:quota.persistentVolumeClaims: expected at least 3, got 2 (pulumi config set --path 'openops:quota.persistentVolumeClaims' 3)",
    ]);
  });
});

describe("a limit range", () => {
  test("of the defaults has room for every container", () => {
    expect(refusals({ limitRange: {} })).toEqual([]);
  });

  test("that refuses a container or a claim is refused, with the one that it is about", () => {
    const services = {
      app: { resources: { limits: { memory: "16Gi" } } },
      tables: { storage: { sizeGi: 200 } },
    };

    expect(refusals({ limitRange: {} }, { services })).toEqual([
      "openops:quota.limitRange.max.memory: expected at least 16Gi, the size in services.app.resources, got a bound that refuses it (pulumi config set --path 'openops:quota.limitRange.max.memory' 16Gi)",
      "openops:quota.limitRange.maxStorageGi: expected at least 200, the size in services.tables.storage.sizeGi, got a bound that refuses it (pulumi config set --path 'openops:quota.limitRange.maxStorageGi' 200)",
    ]);
  });

  test("that refuses the containers which wait for peers is refused too", () => {
    expect(refusals({ limitRange: { min: { cpu: "50m" } } })[0]).toContain(
      "openops:quota.limitRange.min.cpu: expected at most 10m, the size in wait-for-peers",
    );
  });
});
