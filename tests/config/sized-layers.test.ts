import type { RawMap } from "../../components/config/layers";
import { sizeNames } from "../../components/config/fields/size-classes";
import type { StackConfig } from "../../components/stack/stack-config";
import { assemble, configOf, faultsOf } from "../support/configuration";
import { executions, releaseWith } from "../support/docs/releases";

/** Memory limits by part, which tell the classes apart. */
function memoryOf({ services, database, cache }: StackConfig): Readonly<Record<string, string>> {
  const stores = { database, cache };
  const parts = Object.entries({ ...services, ...stores }).flatMap(([part, settings]) =>
    "resources" in settings ? [[part, settings.resources.limits.memory]] : [],
  );
  return Object.fromEntries(parts);
}

const small = {
  gateway: "128Mi",
  app: "1Gi",
  engine: "1Gi",
  worker: "1792Mi",
  tables: "3Gi",
  analytics: "1Gi",
  database: "1Gi",
  cache: "256Mi",
};
const medium = {
  ...{ gateway: "512Mi", app: "2Gi", engine: "1536Mi", worker: "2560Mi", tables: "3Gi", analytics: "2Gi" },
  ...{ database: "1Gi", cache: "512Mi" },
};
const large = { ...medium, app: "4Gi", engine: "2Gi", worker: "7Gi", analytics: "4Gi", database: "4Gi" };
const https = "https://openops.example.com";

describe("a class of sizes", () => {
  test.each([
    ["dev", medium],
    ["ci", small],
    ["staging", medium],
    ["prod", large],
  ])("is part of the preset %s", (preset, expected) => {
    expect(memoryOf(configOf({ preset, publicUrl: https }))).toEqual(expected);
  });

  test.each([
    ["small", small],
    ["medium", medium],
    ["large", large],
  ])("%s wins over the preset", (size, expected) => {
    for (const preset of ["ci", "prod"]) {
      expect(memoryOf(configOf({ preset, size, publicUrl: https }))).toEqual(expected);
    }
  });

  test("leaves numbers of pods and volumes as they are", () => {
    const { services } = configOf({ preset: "prod", size: "small", publicUrl: https });

    expect([services.app.replicas, services.tables.storage.sizeGi]).toEqual([3, 50]);
  });

  test("says how much a worker does at a time", () => {
    const { worker } = configOf({ size: "large" }).services;

    expect([worker.flowConcurrency, worker.enginePoolMaximum, worker.engineMemoryMi]).toEqual([2, 4, 768]);
  });

  test("gives way to single values of its own layer and of later ones", () => {
    const { config, merged } = assemble({
      values: {
        preset: "dev",
        overlays: ["region.yaml"],
        services: { engine: { resources: { limits: { memory: "3Gi" } } } },
      },
      overlays: {
        "region.yaml": { size: "large", services: { app: { resources: { limits: { memory: "5Gi" } } } } },
      },
    });

    expect(config && memoryOf(config)).toEqual({ ...large, app: "5Gi", engine: "3Gi" });
    expect(merged.origins.get("services.analytics.resources.limits.memory")).toBe("region.yaml");
    expect(merged.origins.get("services.engine.resources.limits.memory")).toBe("Pulumi.test.yaml");
  });

  test("wins over single values of earlier layers", () => {
    const { config } = assemble({
      values: { preset: "dev", overlays: ["region.yaml"], size: "large" },
      overlays: { "region.yaml": { services: { app: { resources: { limits: { memory: "5Gi" } } } } } },
    });

    expect(config?.services.app.resources.limits.memory).toBe("4Gi");
  });

  test("says nothing of stores outside the cluster", () => {
    const addresses = ["10.0.0.0/24"];
    const passwords = { postgresPassword: "a".repeat(32), redisPassword: "b".repeat(32) };
    const config = configOf({
      ...passwords,
      size: "large",
      database: { kind: "external", host: "db.example.com", addresses },
      cache: { kind: "external", host: "redis.example.com", addresses },
    });

    expect(config.database).not.toHaveProperty("resources");
    expect(memoryOf(config).app).toBe("4Gi");
  });

  test("reaches a store that a later layer brings into the cluster", () => {
    const { config } = assemble({
      values: { preset: "dev", overlays: ["cloud.yaml", "sizes.yaml"], database: { kind: "in-cluster" } },
      overlays: {
        "cloud.yaml": { database: { kind: "aws" }, clouds: { aws: { region: "eu-west-1" } } },
        "sizes.yaml": { size: "large" },
      },
    });

    expect(config && memoryOf(config).database).toBe("4Gi");
  });

  test("that there is not is refused, with those that there are", () => {
    expect(faultsOf({ preset: "dev", size: "huge" })).toEqual([
      'openops:size: expected one of small, medium, large, got "huge" (pulumi config set openops:size VALUE)',
    ]);
  });
});

/** Worker processes have to fit, whatever the class. */
const everyStack: readonly RawMap[] = sizeNames.flatMap((size) =>
  executions.map((execution) => ({ preset: "prod", publicUrl: https, size, ...releaseWith[execution] })),
);

test.each(everyStack)("a stack has no fault with $size sizes and $execution", (values) => {
  expect(faultsOf(values)).toEqual([]);
});
