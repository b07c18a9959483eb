import { randomBytes } from "node:crypto";

import { hashSync } from "bcryptjs";

import { SandboxError } from "../../errors";
import type { PropertyMap } from "../protocol/property-value";
import type { CheckFailure } from "../protocol/resource-plugin";
import { characterDefaults, characterFaults, drawCharacters } from "./characters";
import type { RandomKind } from "./random-kind";

const password: RandomKind = {
  defaults: characterDefaults,
  computed: ["result", "bcryptHash"],
  secretOutputs: ["result", "bcryptHash"],
  faults: characterFaults,
  draw: (inputs) => withHash(drawCharacters(inputs)),
  adopt: (text) => ({ ...withHash(text), inputs: { length: text.length } }),
};

/**
 * Two to this power rounds: the least that bcrypt allows. The official plugin uses 10, which takes JavaScript
 * long for each password, and nobody signs in with a rehearsal's hash.
 */
const bcryptCost = 4;

/** The id is a constant because an id is never encrypted in state. */
function withHash(result: string) {
  return { id: "none", computed: { result, bcryptHash: hashSync(result, bcryptCost) } };
}

const text: RandomKind = {
  defaults: characterDefaults,
  computed: ["result"],
  secretOutputs: [],
  faults: characterFaults,
  draw: (inputs) => {
    const result = drawCharacters(inputs);
    return { id: result, computed: { result } };
  },
  adopt: (result) => ({ id: result, computed: { result }, inputs: { length: result.length } }),
};

function lengthFaults(property: string): RandomKind["faults"] {
  return (inputs): readonly CheckFailure[] => {
    const length = inputs[property];
    return typeof length === "number" && Number.isInteger(length) && length >= 1
      ? []
      : [{ property, reason: `expected a whole number of at least 1, got ${JSON.stringify(length)}` }];
  };
}

function bytesOf(inputs: PropertyMap, property: string): Buffer {
  return randomBytes(Number(inputs[property]));
}

function decoded(text: string, encoding: "base64" | "base64url"): Buffer {
  const bytes = Buffer.from(text, encoding);
  if (bytes.length === 0 || bytes.toString(encoding) !== text) {
    throw new SandboxError(`cannot import: expected random bytes in ${encoding}`);
  }
  return bytes;
}

/** The id is the value, in clear although the outputs are secret: `computeRandomBytesID` of the official plugin. */
function secretBytes(bytes: Buffer) {
  const base64 = bytes.toString("base64");
  return { id: base64, computed: { base64, hex: bytes.toString("hex") } };
}

const bytes: RandomKind = {
  defaults: {},
  computed: ["base64", "hex"],
  secretOutputs: ["base64", "hex"],
  faults: lengthFaults("length"),
  draw: (inputs) => secretBytes(bytesOf(inputs, "length")),
  adopt: (given) => {
    const value = decoded(given, "base64");
    return { ...secretBytes(value), inputs: { length: value.length } };
  },
};

function identifierOf(value: Buffer, prefix: string) {
  const b64Url = value.toString("base64url");
  const hex = value.toString("hex");
  return {
    id: b64Url,
    computed: {
      b64Std: `${prefix}${value.toString("base64")}`,
      b64Url: `${prefix}${b64Url}`,
      dec: `${prefix}${BigInt(`0x${hex}`)}`,
      hex: `${prefix}${hex}`,
    },
  };
}

const identifier: RandomKind = {
  defaults: {},
  computed: ["b64Std", "b64Url", "dec", "hex"],
  secretOutputs: [],
  faults: lengthFaults("byteLength"),
  draw: (inputs) =>
    identifierOf(bytesOf(inputs, "byteLength"), typeof inputs.prefix === "string" ? inputs.prefix : ""),
  adopt: (given) => {
    const comma = given.lastIndexOf(",");
    const prefix = comma < 0 ? "" : given.slice(0, comma);
    const value = decoded(given.slice(comma + 1), "base64url");
    const inputs = { byteLength: value.length, ...(prefix === "" ? {} : { prefix }) };
    return { ...identifierOf(value, prefix), inputs };
  },
};

/** The types that the stand-in knows, by Pulumi type token. */
export const randomKinds: ReadonlyMap<string, RandomKind> = new Map([
  ["random:index/randomPassword:RandomPassword", password],
  ["random:index/randomString:RandomString", text],
  ["random:index/randomBytes:RandomBytes", bytes],
  ["random:index/randomId:RandomId", identifier],
]);
