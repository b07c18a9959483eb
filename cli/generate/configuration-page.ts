import { presetNames } from "../../components/config/base-config";
import { publishedReleases } from "../../components/values/releases";
import { configNamespace } from "../../components/values/fault";
import { presets } from "../../components/stack/presets";
import { rules } from "../../components/checks/rules/rule-registry";
import {
  nextName,
  overlappingSecrets,
  secretDefinitions,
  secretNames,
  ungeneratedSecrets,
  type SecretRecipe,
} from "../../components/values/secret-definitions";
import { configurationSchema, variantsOf, type JsonSchema } from "./json-schema";
import { markdownTable } from "../terminal/markdown-table";
import { sizeTable } from "./size-table";

interface Row {
  readonly path: string;
  readonly type: string;
  readonly defaultText: string;
  readonly description: string;
}

/** The reference of every configuration key, as a page of Markdown. */
export function configurationPage(): string {
  return `# Configuration reference

This page is made from the schema by \`npm run generate\`; do not edit it.

A stack's configuration is put together from four layers, later ones win: the defaults below, the
preset, the files named by \`overlays\` in their order, and the stack file. Maps merge deep, lists
replace, \`null\` removes, and a map that names another \`kind\` replaces the whole one below it.
\`npm run config -- --stack dev\` prints the result with the layer that set each value.

Every key has the namespace \`${configNamespace}\`. A key with a dot is set with \`--path\`:

\`\`\`sh
pulumi config set --path '${configNamespace}:services.app.replicas' 2
\`\`\`

Where a key takes a text, a whole number or \`true\` is that text, since \`pulumi config set --path\` writes both
without quotes. Other numbers need quotes in a file: YAML reads \`1.10\` as 1.1.

## Keys

${markdownTable(
  ["key", "type", "default", "meaning"],
  rowsOf(configurationSchema()).map(({ path, type, defaultText, description }) => [
    `\`${path}\``,
    type,
    defaultText,
    description,
  ]),
)}

## Releases

What is known of each release of OpenOps. Another one is refused until three keys say the same of it: \`execution\`,
\`images.tables.tag\` and, where analytics is on, \`images.analytics.tag\`, or a \`digest\` in place of a tag. The refusal
says where OpenOps has the values: [upgrade](operations.md#a-release-that-is-not-known).

${markdownTable(
  ["`version`", "`execution`", "`images.tables.tag`", "`images.analytics.tag`"],
  Object.entries(publishedReleases).map(([version, { execution, tables, analytics }]) => [
    version,
    execution,
    tables,
    analytics,
  ]),
)}

## Sizes

What \`size\` sets: memory and CPU that each pod asks for, then what it may use. A layer that names a size wins over the
layers before it; single values of the same layer and of later ones win over the size. Large workers also run more
at a time. Numbers of pods and volumes are not part of it.

${sizeTable()}

## Presets

What each preset says beyond the defaults.

${presetTables()}

${secretsSection()}

## Rules between keys

A configuration that breaks one is refused before anything is touched.

${rules.map(({ name }) => `- ${name}`).join("\n")}
`;
}

function secretsSection(): string {
  return `## Secrets

Each is generated at the first \`up\` and kept encrypted in the stack's state, unless the stack's
configuration gives a value. The value is asked for, so that it stays out of the shell's history:

\`\`\`sh
pulumi config set --secret ${configNamespace}:adminPassword
\`\`\`

${markdownTable(
  ["key", "generated as", "rotation", "meaning"],
  secretNames.map((name) => {
    const { recipe, rotation, overlaps, description } = secretDefinitions[name];
    const next = overlaps === true ? ", by `…Next` without a failed request" : "";
    return [`\`${name}\``, recipeText(recipe), `${rotation}${next}`, description];
  }),
)}

Rotation \`never\`: data is encrypted with the value and nothing re-encrypts them. \`rolling\`: the pods that
use it restart. \`stored-copy\`: a service keeps a copy of the old value, which has to be changed there first.

A key with \`Next\` at its end (${overlappingSecrets.map((name) => `\`${nextName(name)}\``).join(", ")}) gives the
server a second password, to which its clients move while the first one stays good. How to rotate each secret is in
[secrets](secrets.md).

${ungeneratedSecrets.map((name) => `\`${name}\``).join(" and ")} are never generated: servers of others know them.

\`extraSecrets\` holds secret environment variables of your own by service:

\`\`\`sh
pulumi config set --secret --path '${configNamespace}:extraSecrets.app.OPS_SLACK_APP_SIGNING_SECRET'
\`\`\``;
}

function rowsOf(schema: JsonSchema, path = ""): readonly Row[] {
  const own = path === "" ? [] : [rowOf(schema, path)];
  const children = variantsOf(schema).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, child]) => rowsOf(child, path === "" ? key : `${path}.${key}`)),
  );
  return children.length > 0 && schema.description === undefined ? children : [...own, ...children];
}

function rowOf(schema: JsonSchema, path: string): Row {
  return {
    path,
    type: typeText(schema),
    defaultText: defaultText(schema),
    description: schema.description ?? "",
  };
}

function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) {
    return `\`${String(schema.const)}\``;
  }
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  }
  // Only whole maps are defined apart and referred to.
  if (schema.oneOf !== undefined || schema.allOf !== undefined) {
    return "map";
  }
  const names: Readonly<Record<string, string>> = {
    object: "map",
    array: "list",
    string: "text",
    integer: "whole number",
    boolean: "true or false",
  };
  return typeof schema.type === "string" ? (names[schema.type] ?? schema.type) : "text";
}

function defaultText(schema: JsonSchema): string {
  const value = schema.default;
  return value === undefined || (typeof value === "object" && schema.properties !== undefined)
    ? ""
    : `\`${JSON.stringify(value)}\``;
}

function presetTables(): string {
  return presetNames
    .map((name) => {
      const rows = leavesOf(presets[name]);
      const body =
        rows.length === 0
          ? "Nothing: the defaults are its values."
          : markdownTable(
              ["key", "value"],
              rows.map(([path, value]) => [`\`${path}\``, `\`${JSON.stringify(value)}\``]),
            );
      return `### ${name}\n\n${body}`;
    })
    .join("\n\n");
}

function leavesOf(value: object, path = ""): readonly (readonly [path: string, value: unknown])[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const childPath = path === "" ? key : `${path}.${key}`;
    return typeof child === "object" && child !== null && !Array.isArray(child)
      ? leavesOf(child, childPath)
      : [[childPath, child] as const];
  });
}

function recipeText(recipe: SecretRecipe): string {
  return recipe.kind === "hex"
    ? `${recipe.bytes * 2} hexadecimal digits`
    : `${recipe.length} letters and digits`;
}
