import fc from "fast-check";
import { mergeLayers, type RawMap } from "../../components/config/layers";
import { assemble, configOf } from "../support/configuration";

function merge(...values: readonly RawMap[]) {
  return mergeLayers(values.map((layer, index) => ({ source: `layer ${index}`, values: layer })));
}

describe("layers", () => {
  test("merge maps deep, the later value wins", () => {
    expect(merge({ a: { b: 1, c: 2 } }, { a: { c: 3 } }).values).toEqual({ a: { b: 1, c: 3 } });
  });

  test("replace lists", () => {
    expect(merge({ a: [1, 2] }, { a: [3] }).values).toEqual({ a: [3] });
  });

  test("remove what a later layer sets to null", () => {
    expect(merge({ a: { b: 1 }, c: 2 }, { a: null }).values).toEqual({ c: 2 });
  });

  test("replace a whole union object when another kind is named", () => {
    expect(merge({ a: { kind: "x", size: 1 } }, { a: { kind: "y", host: "h" } }).values).toEqual({
      a: { kind: "y", host: "h" },
    });
  });

  test("keep a union object's other fields when the kind is the same or not named", () => {
    expect(merge({ a: { kind: "x", size: 1 } }, { a: { host: "h" } }).values).toEqual({
      a: { kind: "x", size: 1, host: "h" },
    });
  });

  test("remember which one set each value", () => {
    const { origins } = merge({ a: { b: 1, c: 2 } }, { a: { c: 3 } });

    expect([...origins]).toEqual([
      ["a.b", "layer 0"],
      ["a.c", "layer 1"],
    ]);
  });

  test("forget the origin of what was replaced or removed", () => {
    const { origins } = merge({ a: { kind: "x", size: 1 }, b: 1 }, { a: { kind: "y" }, b: null });

    expect([...origins]).toEqual([["a.kind", "layer 1"]]);
  });

  test("of which the upper is empty change nothing", () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean());
    const map = fc.dictionary(fc.string(), fc.oneof(leaf, fc.dictionary(fc.string(), leaf)));

    fc.assert(fc.property(map, (values) => expect(merge(values, {}).values).toEqual(values)));
  });
});

describe("a stack's configuration", () => {
  test("takes defaults, preset, overlays and stack file in this order", () => {
    const { config, merged } = assemble({
      values: {
        preset: "ci",
        overlays: ["region.yaml", "tenant.yaml"],
        services: { app: { resources: { limits: { cpu: "3" } } } },
      },
      overlays: {
        "region.yaml": { logging: { level: "debug" }, publicUrl: "http://region.example.com" },
        "tenant.yaml": { publicUrl: "http://tenant.example.com" },
      },
    });

    expect(config?.publicUrl).toBe("http://tenant.example.com");
    expect(config?.logging.level).toBe("debug");
    expect(config?.services.app.resources.limits).toEqual({ cpu: "3", memory: "1Gi" });
    expect(config?.services.app.replicas).toBe(1);
    expect(merged.origins.get("publicUrl")).toBe("tenant.yaml");
    expect(merged.origins.get("logging.level")).toBe("region.yaml");
    expect(merged.origins.get("services.app.resources.limits.memory")).toBe("preset ci");
    expect(merged.origins.get("services.app.resources.limits.cpu")).toBe("Pulumi.test.yaml");
    expect(merged.origins.get("services.app.replicas")).toBeUndefined();
  });

  test("refuses a secret in an overlay, a preset in an overlay and an overlay that is not there", () => {
    const { faults } = assemble({
      values: { preset: "dev", overlays: ["eu.yaml", "us.yaml"] },
      overlays: {
        "eu.yaml": { preset: "prod", services: { app: { env: { TOKEN: { secure: "v1:xyz" } } } } },
      },
    });

    expect(faults.map(({ path, got }) => [path, got])).toEqual([
      ["services.app.env.TOKEN", undefined],
      ["preset", "one in the overlay eu.yaml"],
      ["overlays[1]", "us.yaml"],
      ["services.app.env.TOKEN", '{"secure":"v1:xyz"}'],
    ]);
  });

  test("of preset dev is one pod of everything with stores in the cluster", () => {
    const { services, database, cache } = configOf();

    expect(Object.values(services).map(({ replicas }) => replicas)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(database).toMatchObject({ kind: "in-cluster", storage: { sizeGi: 20 } });
    expect(cache).toMatchObject({ kind: "in-cluster", storage: { sizeGi: 5 } });
    expect(services.tables.storage.sizeGi).toBe(10);
  });
});
