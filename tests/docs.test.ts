import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { configurationSchema, variantsOf, type JsonSchema } from "../cli/generate/json-schema";

const root = join(__dirname, "..");
const rows = readFileSync(join(root, "docs", "from-helm.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && line.includes(".test.ts`"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, section = "", keys = "", shown = ""]) => ({ section, keys, shown }));

/** Whether the configuration has a key, in whichever kind of the unions on its way. */
function hasKey(schema: JsonSchema, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) {
    return true;
  }
  return variantsOf(resolved(schema)).some((variant) => {
    const child = resolved(variant).properties?.[first];
    return child !== undefined && hasKey(child, rest);
  });
}

const whole = configurationSchema();

/** A schema that is defined apart, where it only refers to it. */
function resolved(schema: JsonSchema): JsonSchema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  const name = typeof reference === "string" ? reference.replace("#/definitions/", "") : undefined;
  return name === undefined ? schema : (whole.definitions?.[name] ?? schema);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The sections of the chart's document, in its order; what a colon follows is a part of one. */
const sections = [
  "Repository layout",
  "Components",
  "Quick start",
  "Secret hardening",
  "Multi-environment deployments",
  "Sample values overlays",
  "Creating custom overlays: staging",
  "Creating custom overlays: multi-region",
  "Overlay precedence and merging",
  "Storage",
  "StatefulSet benefits",
  "Storage customization",
  "Storage customization: Velero",
  "Authentication and TLS",
  "Update strategies",
  "Networking",
  "TLS/HTTPS configuration: Ingress",
  "TLS/HTTPS configuration: cloud load balancers",
  "TLS/HTTPS configuration: pre-created Secret",
  "Dependencies",
  "Deployment strategy",
  "Topology spread constraints",
  "Pod anti-affinity",
  "Priority classes",
  "Customizing safeguards",
  "Horizontal scaling",
  "Vertical scaling",
  "Autoscaling",
  "Secrets management: External Secrets",
  "Secrets management: SOPS",
  "Secrets management: manual creation",
  "Network policies",
  "Pod Security Standards",
  "Resource quotas",
  "Image security",
  "Audit logging",
  "Database security",
  "Regular updates",
  "High availability setup",
  "Prometheus metrics",
  "Liveness and readiness probes",
  "Database backups",
  "Database backups: by hand",
  "Database backups: restore",
  "Managed databases' backups",
  "PVC snapshots",
];

test("the table of the chart's sections has them all", () => {
  expect(rows.map(({ section }) => section)).toEqual(sections);
});

describe.each(rows)("the section $section", ({ keys, shown }) => {
  test("names keys that there are", () => {
    const named = [...keys.matchAll(/`([^`]+)`/g)].map(([, key = ""]) => key);

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((key) => !hasKey(whole, key.split(".")))).toEqual([]);
  });

  test("names a test that there is", () => {
    const [, file = "", name = ""] = /^`([^`]+)`: "(.+)"$/.exec(shown) ?? [];
    const path = join(root, file);

    expect(existsSync(path) && file !== "").toBe(true);
    expect(readFileSync(path, "utf8")).toMatch(new RegExp(`"[^"\n]*${escaped(name)}`));
  });
});
