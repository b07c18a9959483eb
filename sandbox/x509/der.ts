/**
 * The few forms of ASN.1's distinguished encoding rules (ITU-T X.690) that a certificate is made of.
 * Node has no function that makes certificates, and a library would be larger than this.
 */

/** Below 128 the length is itself; above, it follows the number of bytes it takes (X.690, 8.1.3). */
function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) {
    return [length];
  }
  const bytes: number[] = [];
  for (let left = length; left > 0; left >>>= 8) {
    bytes.unshift(left & 0xff);
  }
  return [0x80 | bytes.length, ...bytes];
}

function encode(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag, ...lengthBytes(content.length)), content]);
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return encode(0x30, Buffer.concat(parts));
}

export function setOf(part: Buffer): Buffer {
  return encode(0x31, part);
}

/** A whole number, not negative, given as its bytes; the shortest form is the only one allowed. */
export function integer(bytes: Buffer): Buffer {
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  const first = significant[0] ?? 0;
  return encode(0x02, first < 0x80 ? significant : Buffer.concat([Buffer.of(0), significant]));
}

/** What stands where there are no parameters. */
export const nothing = encode(0x05, Buffer.of());

export function boolean(value: true): Buffer {
  return encode(0x01, Buffer.of(value ? 0xff : 0));
}

/** A bit string; `unusedBits` of the last byte do not count. */
export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return encode(0x03, Buffer.concat([Buffer.of(unusedBits), bytes]));
}

export function octetString(content: Buffer): Buffer {
  return encode(0x04, content);
}

/** Characters of ASCII alone. */
export function ia5String(text: string): Buffer {
  return encode(0x16, Buffer.from(text, "ascii"));
}

/** Text of a name: the narrow type where its few characters do, or else UTF-8 (RFC 5280, 4.1.2.4). */
export function directoryString(text: string): Buffer {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)
    ? encode(0x13, Buffer.from(text, "ascii"))
    : encode(0x0c, Buffer.from(text, "utf8"));
}

/** An object identifier in dots: `2.5.4.3`. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((value) => {
    const groups = [value & 0x7f];
    for (let left = value >> 7; left > 0; left >>= 7) {
      groups.unshift((left & 0x7f) | 0x80);
    }
    return groups;
  });
  return encode(0x06, Buffer.from(bytes));
}

/** A moment to the second: two digits for the year until 2049, four after it (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().replace(/[-:T]|\..*$/g, "")}Z`;
  return moment.getUTCFullYear() < 2050
    ? encode(0x17, Buffer.from(digits.slice(2), "ascii"))
    : encode(0x18, Buffer.from(digits, "ascii"));
}

/** A part with a number of its own that wraps other parts. */
export function explicit(number: number, content: Buffer): Buffer {
  return encode(0xa0 | number, content);
}

/** A part with a number of its own in place of its type's. */
export function implicit(number: number, content: Buffer): Buffer {
  return encode(0x80 | number, content);
}
