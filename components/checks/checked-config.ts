import type { z } from "zod";
import { nearestName, removeCommand, setCommand, showValue, type Fault } from "../values/fault";
import { presetNames } from "../config/base-config";
import { childPath, isRawMap, type Raw, type RawMap } from "../config/layers";
import { rules } from "./rules/rule-registry";
import { secretKeys, stackSchema, writtenSchema, type StackConfig } from "../stack/stack-config";
import { secretFaults } from "./rules/data/secret-rules";
import { releaseFaults } from "./rules/pods/image-rules";
import type { SecretValues } from "../values/secret-definitions";

/** What a configuration amounts to: either every fault in it, or a config that has none. */
export type Checked =
  | { readonly ok: true; readonly config: StackConfig }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Checks merged configuration completely: the schema first, then every rule between fields. Rules
 * also run beside schema faults, on the configuration without the faulty values, so that one run
 * names everything that has to be fixed.
 */
export function checkConfig(
  written: RawMap,
  secrets: SecretValues,
  withheld: readonly string[] = [],
): Checked {
  const asWritten = stackSchema.safeParse(written);
  const values = asWritten.success ? written : withTexts(written, asWritten.error.issues);
  const parsed = values === written ? asWritten : stackSchema.safeParse(values);
  const schemaFaults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOf(issue, values));
  const usable = parsed.success ? parsed.data : parseWithout(values, parsed.error.issues);
  const found =
    usable === undefined
      ? []
      : [
          ...releaseFaults(usable, values),
          ...rules.flatMap((rule) => [...rule.check(usable, secrets, withheld)]),
        ];
  const faultyPaths = schemaFaults.map(({ path }) => path);
  const faults = [
    ...schemaFaults,
    ...secretFaults(secrets),
    ...found.filter(
      ({ path }) => !faultyPaths.some((faulty) => isWithin(path, faulty) || isWithin(faulty, path)),
    ),
  ];
  return parsed.success && faults.length === 0 ? { ok: true, config: parsed.data } : { ok: false, faults };
}

/**
 * The values with whole numbers and yes or no as texts where a text is expected: `pulumi config set --path` writes
 * 17 and true so, whatever the key. Other numbers are left to be refused, since 1.10 is 1.1 by then.
 */
function withTexts(values: RawMap, issues: readonly z.core.$ZodIssue[]): RawMap {
  return issues.reduce((known, issue) => {
    const value = valueAt(known, issue.path);
    const isMeant = typeof value === "boolean" || Number.isSafeInteger(value);
    return issue.code === "invalid_type" && issue.expected === "string" && isMeant
      ? withValue(known, issue.path, String(value))
      : known;
  }, values);
}

function withValue(map: RawMap, [first, ...rest]: readonly PropertyKey[], value: string): RawMap {
  const key = String(first);
  return { ...map, [key]: replacedIn(map[key], rest, value) };
}

function replacedIn(raw: Raw, path: readonly PropertyKey[], value: string): Raw {
  if (path.length === 0) {
    return value;
  }
  const [first, ...rest] = path;
  return Array.isArray(raw)
    ? raw.map((each: Raw, index) => (index === Number(first) ? replacedIn(each, rest, value) : each))
    : withValue(isRawMap(raw) ? raw : {}, path, value);
}

/** Whether a path is another one or below it. */
function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
}

/**
 * The configuration with the schema's defaults in place of the faulty values, if that makes one. Where a
 * value is missing without a default, its whole object is left out.
 */
function parseWithout(values: RawMap, issues: readonly z.core.$ZodIssue[]): StackConfig | undefined {
  const faulty = issues.flatMap(({ code, path, ...issue }) =>
    "keys" in issue && code === "unrecognized_keys"
      ? issue.keys.map((key) => [...path, key])
      : [valueAt(values, path) === undefined ? path.slice(0, -1) : path],
  );
  const pruned = faulty.reduce<RawMap>(without, { ...values, preset: values.preset ?? "dev" });
  const parsed = stackSchema.safeParse(pruned);
  if (parsed.success) {
    return parsed.data;
  }
  // Each turn leaves out something that is there, so the last one has nothing left to be faulty.
  return faulty.some((path) => path.length === 0) ? undefined : parseWithout(pruned, parsed.error.issues);
}

function without(map: RawMap, path: readonly PropertyKey[]): RawMap {
  const [first, ...rest] = path.map(String);
  if (first === undefined) {
    return map;
  }
  const child = map[first];
  const remaining = Object.entries(map).filter(([key]) => key !== first);
  return isRawMap(child) && rest.length > 0
    ? Object.fromEntries([...remaining, [first, without(child, rest)]])
    : Object.fromEntries(remaining);
}

function faultsOf(issue: z.core.$ZodIssue, values: RawMap): readonly Fault[] {
  const path = issue.path.reduce<string>(
    (parent, key) => childPath(parent, typeof key === "number" ? key : String(key)),
    "",
  );
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(childPath(path, key), key, knownKeys(issue.path)));
  }
  if (issue.code === "invalid_key") {
    return [wrongName(path, issue)];
  }
  const got = valueAt(values, issue.path);
  if (path === "preset") {
    return [{ path, ...presetFault(got) }];
  }
  const fault = { path, expected: expectedBy(issue), got: showValue(got) };
  return [{ ...fault, fix: asText(issue, path, got) ?? wayInto(issue, path, got) }];
}

/** The command that sets a text which looks like a number: without the option it would be one again. */
function asText(issue: z.core.$ZodIssue, path: string, got: Raw): string | undefined {
  const isNumber = issue.code === "invalid_type" && issue.expected === "string" && typeof got === "number";
  return isNumber ? setCommand(path).replace("config set", "config set --type string") : undefined;
}

/** The command that makes a list or a map: one value set at its path would be taken for a text. */
function wayInto(issue: z.core.$ZodIssue, path: string, got: Raw): string | undefined {
  if (issue.code === "too_small" && issue.origin === "array") {
    return setCommand(`${path}[0]`);
  }
  const places: Readonly<Record<string, string>> = { array: "[0]", object: ".KEY", record: ".KEY" };
  const place = issue.code === "invalid_type" ? places[issue.expected] : undefined;
  if (place === undefined || path === "") {
    return undefined;
  }
  const set = setCommand(`${path}${place}`);
  return got === undefined ? set : `${removeCommand(path)}, then ${set}`;
}

/** A name that people choose themselves, such as one of a variable, and that has not the form of one. */
function wrongName(path: string, { path: keys, issues }: z.core.$ZodIssueInvalidKey): Fault {
  return {
    path,
    expected: issues.map(({ message }) => message).join(", "),
    got: `the name ${showValue(keys.at(-1))}`,
    fix: removeCommand(path),
  };
}

function presetFault(got: Raw): Omit<Fault, "path"> {
  return {
    expected: `one of ${presetNames.join(", ")}`,
    got: showValue(got),
    why: "a stack never takes its sizes and safeguards in silence",
    fix: "pulumi config set openops:preset dev",
  };
}

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") {
    return `one of ${issue.values.map(String).join(", ")}`;
  }
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    return `a known ${issue.discriminator}`;
  }
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return typeNames[issue.expected] ?? issue.expected;
  }
  return issue.message;
}

const typeNames: Readonly<Record<string, string>> = {
  object: "a map",
  record: "a map",
  array: "a list",
  string: "text",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
};

function unknownKey(path: string, key: string, known: readonly string[]): Fault {
  const nearest = nearestName(key, known);
  return {
    path,
    expected: nearest === undefined ? `one of the keys ${known.join(", ")}` : `the key ${nearest}`,
    got: `the unknown key ${showValue(key)}`,
    fix: removeCommand(path),
  };
}

function valueAt(values: RawMap, path: readonly PropertyKey[]): Raw {
  return path.reduce<Raw>((value, key) => {
    if (Array.isArray(value)) {
      return value[Number(key)];
    }
    return isRawMap(value) ? value[String(key)] : undefined;
  }, values);
}

/** The keys that the schema knows at a path, for the nearest-name hint. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const known = keysOfSchema(writtenSchema, path);
  return path.length === 0 ? [...known, ...secretKeys] : known;
}

function keysOfSchema(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const def: unknown = schema._zod.def;
  if (!isDefinition(def)) {
    return [];
  }
  if (def.innerType !== undefined) {
    return keysOfSchema(def.innerType, path);
  }
  if (def.options !== undefined) {
    return [...new Set(def.options.flatMap((option) => keysOfSchema(option, path)))];
  }
  if (def.keyType !== undefined) {
    return keysOfSchema(def.keyType, []);
  }
  if (def.entries !== undefined) {
    return Object.values(def.entries).map(String);
  }
  const [first, ...rest] = path;
  if (def.shape === undefined || first === undefined) {
    return Object.keys(def.shape ?? {});
  }
  const child = def.shape[String(first)];
  return child === undefined ? [] : keysOfSchema(child, rest);
}

/** The parts of zod's published schema definitions that lead to the keys of nested objects. */
interface SchemaDefinition {
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  /** The schema of a record's keys. */
  readonly keyType?: z.core.$ZodType;
  /** The values of an enumeration. */
  readonly entries?: Readonly<Record<string, string | number>>;
}

function isDefinition(def: unknown): def is SchemaDefinition {
  return typeof def === "object" && def !== null;
}
