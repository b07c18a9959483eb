import { containersOf } from "../pods";
import { publishedValues } from "../published-values";
import {
  isMap,
  kubernetesKind,
  mapsIn,
  namesIn,
  type CheckedResource,
  type ResourceRule,
  type Value,
} from "../rule";

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

/** The types of the random provider whose id is what they drew: an id is kept and shown in clear. */
const idsAreValues: readonly string[] = [
  "random:index/randomBytes:RandomBytes",
  "random:index/randomId:RandomId",
  "random:index/randomString:RandomString",
  "random:index/randomUuid:RandomUuid",
  "random:index/randomUuid4:RandomUuid4",
  "random:index/randomUuid7:RandomUuid7",
];

/** What is drawn at random has no id that gives it away. */
export const noRandomId: ResourceRule = {
  kind: "resource",
  name: "no-random-id",
  description: "Random values are of the type RandomPassword, whose id is not the value.",
  severity: "critical",
  level: "mandatory",
  settings: { leaving: [] },
  check: ({ type, name }, settings) =>
    idsAreValues.includes(type) && !namesIn(settings, "leaving").includes(name)
      ? [
          {
            message: "Its id is its value, which the state and every listing of resources have in clear.",
            configPath: "openops:secrets",
          },
        ]
      : [],
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
