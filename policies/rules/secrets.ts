import { containersOf } from "../pods";
import { publishedValues } from "../published-values";
import { isMap, kubernetesKind, mapsIn } from "../rule";
import type { CheckedResource, ResourceRule, Value } from "../rule";

/** A secret that is in somebody's documentation is none. */
export const noKnownSecret: ResourceRule = {
  kind: "resource",
  name: "no-known-secret",
  description: "No secret has a value that was published as an example or default.",
  severity: "critical",
  level: "mandatory",
  check: (resource) =>
    valuesOf(resource)
      .filter(([, value]) => publishedValues.has(value))
      .map(([key]) => ({
        message: `The value of ${key} is published as an example or default.`,
        configPath: "openops:secrets",
      })),
};

/** Names of variables that hold secrets by what they are called. */
const secretName = /PASSWORD|SECRET|_KEY$|TOKEN/;

/** Named values that are secrets; the value itself is never told. */
function valuesOf(resource: CheckedResource): readonly (readonly [key: string, value: string])[] {
  if (kubernetesKind(resource) === "Secret") {
    const { data, stringData } = resource.props;
    return [
      ...entriesOf(stringData),
      ...entriesOf(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")] as const),
    ];
  }
  return containersOf(resource).flatMap(({ spec }) =>
    mapsIn(spec.env).flatMap(({ name, value }): readonly (readonly [string, string])[] =>
      typeof name === "string" && typeof value === "string" && secretName.test(name) ? [[name, value]] : [],
    ),
  );
}

function entriesOf(value: Value): readonly (readonly [string, string])[] {
  return Object.entries(isMap(value) ? value : {}).map(([key, content]) => [key, String(content)]);
}
