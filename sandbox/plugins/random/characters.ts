import { randomInt } from "node:crypto";

import type { PropertyMap } from "../protocol/property-value";
import type { CheckFailure } from "../protocol/resource-plugin";

type CharacterClass = {
  readonly allowed: string;
  readonly minimum: string;
  readonly characters: (inputs: PropertyMap) => string;
};

/** The classes and their inputs, as in Terraform's random provider, which the official plugin wraps. */
const classes: readonly CharacterClass[] = [
  { allowed: "lower", minimum: "minLower", characters: () => "abcdefghijklmnopqrstuvwxyz" },
  { allowed: "upper", minimum: "minUpper", characters: () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { allowed: "numeric", minimum: "minNumeric", characters: () => "0123456789" },
  {
    allowed: "special",
    minimum: "minSpecial",
    characters: ({ overrideSpecial }) =>
      typeof overrideSpecial === "string" && overrideSpecial !== ""
        ? overrideSpecial
        : "!@#$%&*()-_=+[]{}<>:?",
  },
];

export const characterDefaults: PropertyMap = {
  lower: true,
  upper: true,
  numeric: true,
  number: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

function count(inputs: PropertyMap, name: string): number {
  const value = inputs[name];
  return typeof value === "number" ? value : 0;
}

function pick(characters: string, length: number): readonly string[] {
  return Array.from({ length }, () => characters.charAt(randomInt(characters.length)));
}

/** Fisher-Yates with a cryptographic source. */
function shuffled(characters: readonly string[]): string {
  const order = [...characters];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [order[last], order[other]] = [order[other] ?? "", order[last] ?? ""];
  }
  return order.join("");
}

export function characterFaults(inputs: PropertyMap): readonly CheckFailure[] {
  const length = count(inputs, "length");
  const needed = classes.reduce((sum, { minimum }) => sum + count(inputs, minimum), 0);
  if (!Number.isInteger(length) || length < 1 || length < needed) {
    const reason = `expected a whole number of at least ${Math.max(1, needed)}, got ${JSON.stringify(inputs.length)}`;
    return [{ property: "length", reason }];
  }
  const all = { ...characterDefaults, ...inputs };
  return classes.some(({ allowed }) => all[allowed] === true)
    ? []
    : [
        {
          property: "lower",
          reason: "expected at least one of lower, upper, numeric and special to be true",
        },
      ];
}

/** Draws text of the wanted length with at least the wanted number of each class. */
export function drawCharacters(inputs: PropertyMap): string {
  const allowed = classes
    .filter((item) => inputs[item.allowed] === true)
    .map((item) => item.characters(inputs));
  const required = classes.flatMap((item) => pick(item.characters(inputs), count(inputs, item.minimum)));
  const rest = pick(allowed.join(""), count(inputs, "length") - required.length);
  return shuffled([...required, ...rest]);
}
