import { isIP } from "node:net";

import { type InputRule, isText, listOf } from "../protocol/input-rules";
import { type PropertyMap, type PropertyValue, isList, isMap } from "../protocol/property-value";

/** Certificates hold names in ASCII; other scripts are written in Punycode. */
function isAscii(value: PropertyValue): boolean {
  return isText(value) && /^[\x21-\x7e]+$/.test(value);
}

/** PEM is read only when the resource is made, as by the official plugin: at preview it may be unknown. */
export const pem: InputRule = { expected: "text in PEM", required: true, accepts: isText };

export const dnsNames = listOf("DNS names in ASCII", isAscii);
export const uris = listOf("URIs in ASCII", isAscii);
export const ipAddresses = listOf("IP addresses", (item) => isText(item) && isIP(item) !== 0);

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

/** The texts of a list input; none where it is absent. Inputs have passed their rules. */
export function texts(inputs: PropertyMap, name: string): readonly string[] {
  const value = inputs[name] ?? [];
  return isList(value) ? value.filter(isText) : [];
}
