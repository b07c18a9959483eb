import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { IPv4, IPv6 } from "ipaddr.js";
import { z } from "zod";
import { configNamespace } from "../../components/values/fault";
import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";

/** What the editor's schema uses of JSON Schema. */
interface JsonSchema {
  readonly $ref?: string | undefined;
  readonly allOf?: readonly JsonSchema[] | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly const?: Constant | undefined;
  readonly enum?: readonly Constant[] | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly items?: JsonSchema | undefined;
  readonly minItems?: number | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly propertyNames?: JsonSchema | undefined;
  readonly additionalProperties?: boolean | JsonSchema | undefined;
}

type Constant = string | number | boolean | null;

const constant = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const schemas: z.ZodType<readonly JsonSchema[]> = z.lazy(() => z.array(schema));
const schema: z.ZodType<JsonSchema> = z.lazy(() =>
  z
    .object({
      $ref: z.string(),
      allOf: schemas,
      anyOf: schemas,
      oneOf: schemas,
      const: constant,
      enum: z.array(constant),
      type: z.union([z.string(), z.array(z.string())]),
      format: z.string(),
      pattern: z.string(),
      minLength: z.number(),
      minimum: z.number(),
      maximum: z.number(),
      items: schema,
      minItems: z.number(),
      properties: z.record(z.string(), schema),
      required: z.array(z.string()),
      propertyNames: schema,
      additionalProperties: z.union([z.boolean(), schema]),
    })
    .partial(),
);

const file = z
  .object({
    definitions: z.record(z.string(), schema),
    properties: z.object({ config: schema }),
  })
  .parse(JSON.parse(readFileSync(resolve(__dirname, "../../schema/stack.schema.json"), "utf8")));

const mostKeysSet = 4;
/** No text of people's is longer, and numbers without a bound are no larger. */
const mostLetters = 20;
const largestNumber = 1_000_000;

const formats: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  cidrv4: () =>
    fc
      .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
      .map(
        ([address, prefix]) => `${IPv4.networkAddressFromCIDR(`${address}/${prefix}`).toString()}/${prefix}`,
      ),
  cidrv6: () =>
    fc
      .tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }))
      .map(
        ([address, prefix]) => `${IPv6.networkAddressFromCIDR(`${address}/${prefix}`).toString()}/${prefix}`,
      ),
  "date-time": () => fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
};

const known = new Map<JsonSchema, fc.Arbitrary<Raw>>();

/** Any value that a schema allows, with few of the keys that may be left out. */
function valueOf(node: JsonSchema): fc.Arbitrary<Raw> {
  const values = known.get(node) ?? newValueOf(node);
  known.set(node, values);
  return values;
}

function newValueOf(node: JsonSchema): fc.Arbitrary<Raw> {
  const choices = node.anyOf ?? node.oneOf ?? node.allOf;
  if (node.$ref !== undefined) {
    return fc.constant(node.$ref).chain((name) => valueOf(definition(name)));
  }
  if (choices !== undefined) {
    return fc.oneof(...choices.filter(({ type }) => type !== "null").map(valueOf));
  }
  if (node.const !== undefined) {
    return fc.constant(node.const);
  }
  if (node.enum !== undefined) {
    // Null takes a value away, which is another matter than any value of the type.
    return fc.constantFrom(...node.enum.filter((value) => value !== null));
  }
  const types = typeof node.type === "string" ? [node.type] : (node.type ?? []);
  return fc.oneof(...types.filter((type) => type !== "null").map((type) => ofType(type, node)));
}

function definition(reference: string): JsonSchema {
  const found = file.definitions[reference.replace("#/definitions/", "")];
  if (found === undefined) {
    throw new Error(`The schema has no ${reference}`);
  }
  return found;
}

function ofType(type: string, node: JsonSchema): fc.Arbitrary<Raw> {
  switch (type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({
        min: node.minimum ?? 0,
        max: Math.min(node.maximum ?? largestNumber, largestNumber),
      });
    case "array":
      return fc.array(valueOf(node.items ?? {}), { minLength: node.minItems ?? 0, maxLength: 2 });
    case "object":
      return node.properties === undefined ? mapOf(node) : objectOf(node.properties, node.required ?? []);
    case "string":
      return textOf(node);
    default:
      throw new Error(`The schema has values of the type ${type}, of which none are generated`);
  }
}

function textOf({ format, pattern, minLength = 0 }: JsonSchema): fc.Arbitrary<string> {
  if (format !== undefined) {
    return formats[format]?.() ?? fc.constant(format);
  }
  return pattern === undefined
    ? fc.string({ minLength, maxLength: mostLetters })
    : fc.stringMatching(new RegExp(pattern));
}

function mapOf({ propertyNames, additionalProperties }: JsonSchema): fc.Arbitrary<Raw> {
  const values = typeof additionalProperties === "object" ? valueOf(additionalProperties) : fc.string();
  const names = valueOf(propertyNames ?? { type: "string" }).map(String);
  return fc.dictionary(names, values, { maxKeys: 2 });
}

function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): fc.Arbitrary<RawMap> {
  const optional = Object.keys(properties).filter((key) => !required.includes(key));
  return fc
    .subarray(optional, {
      minLength: Math.min(1, optional.length),
      maxLength: Math.min(mostKeysSet, optional.length),
    })
    .chain((keys) =>
      fc.record(
        Object.fromEntries([...required, ...keys].map((key) => [key, valueOf(properties[key] ?? {})])),
      ),
    );
}

const prefix = `${configNamespace}:`;
/** Encrypted values and other files are no matter of the schema. */
const isClear = ([key, node]: readonly [string, JsonSchema]) =>
  node.properties?.secure === undefined && !["extraSecrets", "overlays", "preset"].includes(key);

const keys = Object.fromEntries(
  Object.entries(file.properties.config.properties ?? {})
    .map(([key, node]) => [key.replace(prefix, ""), node] as const)
    .filter(isClear),
);

/** The values of stack files as the editor's schema allows them: a preset and few keys more. */
export const writtenConfigs: fc.Arbitrary<RawMap> = fc
  .tuple(fc.constantFrom("dev", "ci", "staging", "prod"), objectOf(keys, []))
  .map(([preset, values]) => ({ preset, ...values }));

/** Every way in that the editor's schema allows, of all kinds. */
export const writtenExposures: fc.Arbitrary<RawMap> = valueOf(keys.exposure ?? {}).filter(isRawMap);
