import { isIP } from "node:net";

import {
  type PropertyMap,
  type PropertyValue,
  containsUnknown,
  isList,
  isMap,
} from "../protocol/property-value";
import type { CheckFailure } from "../protocol/resource-plugin";

/** What an input may be; `expected` completes the sentence "expected …". */
export type InputRule = {
  readonly expected: string;
  readonly required?: boolean;
  accepts(value: PropertyValue): boolean;
};

function isText(value: PropertyValue): value is string {
  return typeof value === "string";
}

/** Certificates hold names in ASCII; other scripts are written in Punycode. */
function isAscii(value: PropertyValue): boolean {
  return isText(value) && /^[\x21-\x7e]+$/.test(value);
}

function listOf(expected: string, accepts: (item: PropertyValue) => boolean): InputRule {
  return { expected: `a list of ${expected}`, accepts: (value) => isList(value) && value.every(accepts) };
}

export const flag: InputRule = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
};

/** PEM is read only when the resource is made, as by the official plugin: at preview it may be unknown. */
export const pem: InputRule = { expected: "text in PEM", required: true, accepts: isText };

export const dnsNames = listOf("DNS names in ASCII", isAscii);
export const uris = listOf("URIs in ASCII", isAscii);
export const ipAddresses = listOf("IP addresses", (item) => isText(item) && isIP(item) !== 0);

export function atLeast(minimum: number): InputRule {
  return {
    expected: `a whole number of at least ${minimum}`,
    accepts: (value) => typeof value === "number" && Number.isInteger(value) && value >= minimum,
  };
}

export function oneOf(names: readonly string[]): InputRule {
  return {
    expected: `one of ${names.join(", ")}`,
    accepts: (value) => isText(value) && names.includes(value),
  };
}

export function someOf(names: readonly string[]): InputRule {
  return listOf(names.join(", "), (item) => isText(item) && names.includes(item));
}

/** A map of texts, in which the listed names may instead hold lists of texts. */
export function textsBy(names: readonly string[], lists: readonly string[]): InputRule {
  const accepts = (name: string, value: PropertyValue): boolean =>
    lists.includes(name) ? isList(value) && value.every(isText) : names.includes(name) && isText(value);
  return {
    expected: `texts by these names: ${[...names, ...lists].join(", ")}`,
    accepts: (value) =>
      isMap(value) && Object.entries(value).every(([name, item]) => item === null || accepts(name, item)),
  };
}

export function required(rule: InputRule): InputRule {
  return { ...rule, required: true };
}

type Rules = Readonly<Record<string, InputRule>>;

function faultOf(rule: InputRule | undefined, value: PropertyValue, rules: Rules): string | undefined {
  if (rule === undefined) {
    return `not an input that the stand-in knows; these are: ${Object.keys(rules).join(", ")}`;
  }
  if (containsUnknown(value) || rule.accepts(value)) {
    return undefined;
  }
  return `expected ${rule.expected}`;
}

/** The faults of revealed inputs; a value that is not known yet has none. The values are not repeated. */
export function inputFaults(rules: Rules, inputs: PropertyMap): readonly CheckFailure[] {
  const missing = Object.entries(rules)
    .filter(([name, rule]) => rule.required === true && !(name in inputs))
    .map(([property, { expected }]) => ({ property, reason: `missing: expected ${expected}` }));
  const wrong = Object.entries(inputs).flatMap(([property, value]) => {
    const reason = faultOf(rules[property], value, rules);
    return reason === undefined ? [] : [{ property, reason }];
  });
  return [...missing, ...wrong];
}

/** The texts of a list input; none where it is absent. Inputs have passed their rules. */
export function texts(inputs: PropertyMap, name: string): readonly string[] {
  const value = inputs[name] ?? [];
  return isList(value) ? value.filter(isText) : [];
}
