import { DerError } from "./der-error";

/** One encoded value: `whole` with its tag and length, `content` without. */
export type Element = { readonly tag: number; readonly content: Buffer; readonly whole: Buffer };

type Span = { readonly start: number; readonly length: number };

function contentSpan(bytes: Buffer): Span {
  const first = bytes[1] ?? 0x80;
  if (first < 0x80) {
    return { start: 2, length: first };
  }
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) {
    throw new DerError("a length is missing or too large");
  }
  return { start: 2 + count, length: bytes.readUIntBE(2, count) };
}

/**
 * The values that follow each other in the bytes.
 * @throws DerError when the bytes end within a value.
 */
export function elements(bytes: Buffer): readonly Element[] {
  const found: Element[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const { start, length } = contentSpan(rest);
    const end = start + length;
    if (end > rest.length) {
      throw new DerError("a value is longer than what holds it");
    }
    found.push({ tag: rest[0] ?? 0, content: rest.subarray(start, end), whole: rest.subarray(0, end) });
    rest = rest.subarray(end);
  }
  return found;
}

/**
 * The value at a place among those that follow each other.
 * @throws DerError when there is none.
 */
export function elementAt(bytes: Buffer, index: number): Element {
  const element = elements(bytes)[index];
  if (element === undefined) {
    throw new DerError(`value ${index + 1} is missing`);
  }
  return element;
}
