/**
 * The few forms of ASN.1's distinguished encoding rules (ITU-T X.690) that a certificate is made of.
 * Node has no function that makes certificates, and a library would be larger than this.
 */

function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return encode(0x30, Buffer.concat(parts));
}

export function setOf(part: Buffer): Buffer {
  return encode(0x31, part);
}

/** A whole number, not negative, given as its bytes. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes[0] ?? 0;
  return encode(0x02, first < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

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

export function utf8String(text: string): Buffer {
  return encode(0x0c, Buffer.from(text, "utf8"));
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
