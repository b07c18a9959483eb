import {
  type PropertyMap,
  type PropertyValue,
  containsUnknown,
  isList,
  isMap,
  isUnknown,
} from "./property-value";
import type { CheckFailure } from "./resource-plugin";

/** What an input may be; `expected` completes the sentence "expected …". */
export type InputRule = {
  readonly expected: string;
  readonly required?: boolean;
  accepts(value: PropertyValue): boolean;
  /** Faults of what an accepted value holds, with their paths inside of it. */
  within?(value: PropertyValue): readonly CheckFailure[];
};

export type InputRules = Readonly<Record<string, InputRule>>;

export function isText(value: PropertyValue): value is string {
  return typeof value === "string";
}

export function listOf(expected: string, accepts: (item: PropertyValue) => boolean): InputRule {
  return { expected: `a list of ${expected}`, accepts: (value) => isList(value) && value.every(accepts) };
}

export const flag: InputRule = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
};

export function atLeast(minimum: number): InputRule {
  return {
    expected: `a whole number of at least ${minimum}`,
    accepts: (value) => typeof value === "number" && Number.isInteger(value) && value >= minimum,
  };
}

export function between(minimum: number, maximum: number): InputRule {
  return {
    expected: `a whole number from ${minimum} to ${maximum}`,
    accepts: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum,
  };
}

export function oneOf(names: readonly string[]): InputRule {
  return {
    expected: `one of ${names.join(", ")}`,
    accepts: (value) => isText(value) && names.includes(value),
  };
}

export const text: InputRule = { expected: "text", accepts: isText };

export const texts: InputRule = listOf("texts", isText);

export const textMap: InputRule = {
  expected: "texts by name",
  accepts: (value) => isMap(value) && Object.values(value).every(isText),
};

/** Text of a form that `expected` describes. */
export function textLike(pattern: RegExp, expected: string): InputRule {
  return { expected, accepts: (value) => isText(value) && pattern.test(value) };
}

/** A map whose values have rules of their own. */
export function block(rules: InputRules): InputRule {
  return {
    expected: `a map with ${Object.keys(rules).join(", ")}`,
    accepts: isMap,
    within: (value) => (isMap(value) ? inputFaults(rules, value) : []),
  };
}

/** A list of such maps. */
export function blocks(rules: InputRules): InputRule {
  const item = block(rules);
  return {
    expected: `a list of maps with ${Object.keys(rules).join(", ")}`,
    accepts: (value) => isList(value) && value.every((entry) => isUnknown(entry) || isMap(entry)),
    within: (value) =>
      (isList(value) ? value : []).flatMap((entry, index) =>
        (item.within?.(entry) ?? []).map(({ property, reason }) => ({
          property: `[${index}].${property}`,
          reason,
        })),
      ),
  };
}

export function required(rule: InputRule): InputRule {
  return { ...rule, required: true };
}

function join(outer: string, inner: string): string {
  return inner.startsWith("[") ? `${outer}${inner}` : `${outer}.${inner}`;
}

function faultsOf(property: string, value: PropertyValue, rules: InputRules): readonly CheckFailure[] {
  const rule = rules[property];
  if (rule === undefined) {
    const known = Object.keys(rules).join(", ");
    return [{ property, reason: `not an input that the stand-in knows; these are: ${known}` }];
  }
  const { expected, accepts, within } = rule;
  if (within !== undefined && accepts(value)) {
    return within(value).map((inner) => ({ ...inner, property: join(property, inner.property) }));
  }
  return containsUnknown(value) || accepts(value) ? [] : [{ property, reason: `expected ${expected}` }];
}

/** The faults of revealed inputs; a value that is not known yet has none. The values are not repeated. */
export function inputFaults(rules: InputRules, inputs: PropertyMap): readonly CheckFailure[] {
  const missing = Object.entries(rules)
    .filter(([name, rule]) => rule.required === true && !(name in inputs))
    .map(([property, { expected }]) => ({ property, reason: `missing: expected ${expected}` }));
  const wrong = Object.entries(inputs).flatMap(([property, value]) => faultsOf(property, value, rules));
  return [...missing, ...wrong];
}
