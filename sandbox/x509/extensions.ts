import { isIPv4 } from "node:net";

import * as der from "./der";
import { elements } from "./der-reader";

/** The object identifiers of the extensions that are read back (RFC 5280, 4.2.1). */
export const extensionTypes = { subjectKeyIdentifier: "2.5.29.14", alternativeNames: "2.5.29.17" } as const;

type Criticality = { readonly critical: boolean };

function extension(type: string, value: Buffer, { critical }: Criticality): Buffer {
  const flag = critical ? [der.boolean(true)] : [];
  return der.sequence(der.objectIdentifier(type), ...flag, der.octetString(value));
}

/** The value of one extension among the encoded ones; undefined where it is absent. */
export function extensionValue(extensions: Buffer, type: string): Buffer | undefined {
  const wanted = der.objectIdentifier(type);
  const parts = elements(extensions).map(({ content }) => elements(content));
  return parts.find(([first]) => first?.whole.equals(wanted))?.at(-1)?.content;
}

export type Authority = {
  readonly isAuthority: boolean;
  /** How many authorities may follow; without a limit when undefined. Said only of an authority. */
  readonly maxPathLength?: number | undefined;
};

export function basicConstraints({ isAuthority, maxPathLength }: Authority): Buffer {
  const limitBytes = Buffer.alloc(4);
  limitBytes.writeUInt32BE(maxPathLength ?? 0);
  const limit = maxPathLength === undefined ? [] : [der.integer(limitBytes)];
  const content = isAuthority ? [der.boolean(true), ...limit] : [];
  return extension("2.5.29.19", der.sequence(...content), { critical: true });
}

/** What the key may do, by the numbers of RFC 5280, 4.2.1.3: 0 for digitalSignature, 5 for keyCertSign. */
export function keyUsage(bits: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.floor(Math.max(...bits) / 8) + 1);
  bits.forEach((bit) => bytes.writeUInt8(bytes.readUInt8(bit >> 3) | (0x80 >> (bit & 7)), bit >> 3));
  return extension("2.5.29.15", der.bitString(bytes, 7 - (Math.max(...bits) & 7)), { critical: true });
}

/** What the certificate may be used for, by object identifiers: `1.3.6.1.5.5.7.3.1` for servers. */
export function extendedKeyUsage(purposes: readonly string[]): Buffer {
  return extension("2.5.29.37", der.sequence(...purposes.map(der.objectIdentifier)), { critical: false });
}

export function subjectKeyIdentifier(identifier: Buffer): Buffer {
  return extension(extensionTypes.subjectKeyIdentifier, der.octetString(identifier), { critical: false });
}

export function authorityKeyIdentifier(identifier: Buffer): Buffer {
  return extension("2.5.29.35", der.sequence(der.implicit(0, identifier)), { critical: false });
}

export function dnsName(text: string): Buffer {
  return der.implicit(2, Buffer.from(text, "ascii"));
}

export function uri(text: string): Buffer {
  return der.implicit(6, Buffer.from(text, "ascii"));
}

/** The eight groups of an IPv6 address; the URL parser writes each of its many forms in one way. */
function ipv6Groups(address: string): readonly number[] {
  const { hostname } = new URL(`http://[${address}]`);
  const [before = "", after] = hostname.slice(1, -1).split("::");
  const groups = (part: string): readonly number[] =>
    part === "" ? [] : part.split(":").map((group) => parseInt(group, 16));
  const [head, tail] = [groups(before), groups(after ?? "")];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

/** @param address IPv4 or IPv6 as text. */
export function ipAddress(address: string): Buffer {
  const bytes = isIPv4(address)
    ? address.split(".").map(Number)
    : ipv6Groups(address).flatMap((group) => [group >> 8, group & 0xff]);
  return der.implicit(7, Buffer.from(bytes));
}

/**
 * Whom the certificate speaks for.
 * @param names a sequence of general names; critical where there is no subject (RFC 5280, 4.2.1.6).
 */
export function alternativeNames(names: Buffer, criticality: Criticality = { critical: false }): Buffer {
  return extension(extensionTypes.alternativeNames, names, criticality);
}
