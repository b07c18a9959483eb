import { z } from "zod";
import { writtenSchema } from "../../components/stack/stack-config";

/** The parts of a JSON schema that this program's configuration uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The whole configuration as a JSON schema (draft 7, which editors' YAML support speaks). */
export function configurationSchema(): JsonSchema {
  const schema: unknown = z.toJSONSchema(writtenSchema, { target: "draft-7", io: "input" });
  if (!isJsonSchema(schema)) {
    throw new Error("The configuration's schema has no JSON form");
  }
  return schema;
}

/** The schema of one key, for the words of its description, its defaults and its keys. */
export function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.oneOf ?? schema.anyOf ?? [schema];
}
