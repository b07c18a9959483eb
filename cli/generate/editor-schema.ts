import { configNamespace } from "../../components/values/fault";
import { secretKeys } from "../../components/stack/stack-config";
import { secretDefinitions, secretNames } from "../../components/values/secret-definitions";
import { configurationSchema, type JsonSchema } from "./json-schema";

const encrypted: JsonSchema = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/** The schema of a stack file, for completion and checks in editors. */
export function editorSchema(): JsonSchema {
  const { properties = {}, definitions = {} } = configurationSchema();
  const keys = [
    ...Object.entries(properties).map(([key, schema]) => [key, partial(schema)] as const),
    ...secretKeys.map((key) => [key, secretSchema(key)] as const),
  ];
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Stack configuration of OpenOps on Kubernetes",
    type: "object",
    definitions: partialProperties(definitions),
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(keys.map(([key, schema]) => [`${configNamespace}:${key}`, schema])),
        patternProperties: { [`^(?!${configNamespace}:)`]: {} },
        additionalProperties: false,
      },
    },
  };
}

function secretSchema(key: string): JsonSchema {
  if (key === "extraSecrets") {
    return {
      type: "object",
      description: "Secret environment variables of your own: service, variable, value.",
      additionalProperties: { type: "object", additionalProperties: encrypted },
    };
  }
  const name = secretNames.find((secret) => secret === key);
  return name === undefined ? encrypted : { ...encrypted, description: secretDefinitions[name].description };
}

/** What one layer may say: nothing is required, and null takes a lower layer's value away. */
function partial(schema: JsonSchema): JsonSchema {
  return {
    ...withoutRequired(schema),
    ...(typeof schema.type === "string" ? { type: [schema.type, "null"] } : {}),
    ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }),
    ...(schema.oneOf === undefined ? {} : { oneOf: [...schema.oneOf.map(partialMap), { type: "null" }] }),
    ...(schema.properties === undefined ? {} : { properties: partialProperties(schema.properties) }),
  };
}

function partialMap(schema: JsonSchema): JsonSchema {
  return { ...withoutRequired(schema), properties: partialProperties(schema.properties ?? {}) };
}

function withoutRequired(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== "required"));
}

function partialProperties(properties: Readonly<Record<string, JsonSchema>>) {
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, key === "kind" ? schema : partial(schema)]),
  );
}
