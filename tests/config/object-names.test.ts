import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { RawMap } from "../../components/config/layers";
import { faultsOf } from "../support/configuration";

const file = resolve(__dirname, "../../schema/stack.schema.json");

type Json = z.output<ReturnType<typeof z.json>>;

/** Every place of the schema of stack files where a property has this name. */
function placesOf(name: string, schema: Json): readonly Json[] {
  if (typeof schema !== "object" || schema === null) {
    return [];
  }
  const below = Object.entries(schema).flatMap(([key, value]) => [
    ...(key === name && typeof value === "object" ? [value] : []),
    ...placesOf(name, value),
  ]);
  return below;
}

const patternSchema = z.object({ pattern: z.string() });

function patternsOf(name: string): readonly string[] {
  const schema = z.json().parse(JSON.parse(readFileSync(file, "utf8")));
  return placesOf(name, schema).map((place) => patternSchema.parse(place).pattern);
}

describe("objects that others made", () => {
  test.each(["secretName", "claimName", "cacheClaim", "issuer"])(
    "may have dots in their names wherever a key %s names one, as Kubernetes allows",
    (key) => {
      const patterns = patternsOf(key);

      expect(patterns.length).toBeGreaterThan(0);
      expect(patterns.filter((pattern) => !new RegExp(pattern).test("wildcard.example.com-tls"))).toEqual([]);
    },
  );

  test.each<[string, RawMap]>([
    [
      "the certificate that people see",
      {
        publicUrl: "https://openops.example.com",
        exposure: {
          kind: "load-balancer",
          cloud: { kind: "other" },
          tls: { kind: "existing-secret", secretName: "wildcard.example.com-tls" },
        },
      },
    ],
    [
      "the certificate of Postgres",
      { database: { kind: "in-cluster", tls: { kind: "existing-secret", secretName: "postgres.tls" } } },
    ],
    [
      "the ConfigMap that is in every namespace",
      {
        services: {
          app: {
            volumes: [
              {
                name: "ca",
                mountPath: "/etc/ca",
                source: { kind: "config-map", name: "kube-root-ca.crt" },
              },
            ],
          },
        },
      },
    ],
    [
      "a Secret with values that others keep",
      { secrets: { existing: { "openops.env": { jwtSecret: "JWT" } } } },
    ],
    ["a pull secret", { images: { pullSecrets: ["registry.example.com"] } }],
    [
      "a quota and bounds",
      { quota: { existingQuotas: ["team.quota"], existingLimitRanges: ["team.bounds"] } },
    ],
  ])("with dots in their names are taken: %s", (_, values) => {
    expect(faultsOf({ preset: "dev", cluster: { createNamespace: false }, ...values })).toEqual([]);
  });

  test("may not have capital letters or more than 253 characters in their names", () => {
    const expected = "a name of at most 253 lower-case letters, digits, hyphens and dots";
    const named = (name: string) => faultsOf({ preset: "dev", images: { pullSecrets: [name] } });

    expect(named("Registry")).toEqual([expect.stringContaining(`expected ${expected}, got "Registry"`)]);
    expect(named("a".repeat(254))).toEqual([expect.stringContaining(`expected ${expected}`)]);
    expect(named("a".repeat(253))).toEqual([]);
  });
});

describe("what is a DNS label", () => {
  test.each(["dnsNamespace", "kedaNamespace"])("has no dots wherever a key %s names one", (key) => {
    const patterns = patternsOf(key);

    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter((pattern) => new RegExp(pattern).test("team.one"))).toEqual([]);
  });
});
