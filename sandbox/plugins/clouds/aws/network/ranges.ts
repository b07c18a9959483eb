import { type InputRule, isText } from "../../../protocol/input-rules";

/** A range of IPv4 addresses. */
export interface AddressRange {
  readonly first: number;
  readonly size: number;
  /** How many bits all its addresses share. */
  readonly bits: number;
}

const form = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Reads a range in CIDR notation; undefined where it is none, or does not begin with its first address. */
export function addressRange(text: string): AddressRange | undefined {
  const numbers = (form.exec(text) ?? []).slice(1).map(Number);
  const bits = numbers[4];
  if (bits === undefined || bits > 32 || numbers.slice(0, 4).some((byte) => byte > 255)) {
    return undefined;
  }
  const first = numbers.slice(0, 4).reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, size, bits } : undefined;
}

export function holds(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.first + inner.size <= outer.first + outer.size;
}

export function overlap(one: AddressRange, other: AddressRange): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}

/** A range with so many bits in common. */
export function rangeWith(fewest: number, most: number): InputRule {
  return {
    expected: `an IPv4 CIDR that begins with its first address, from /${fewest} to /${most}`,
    accepts: (value) => {
      const range = isText(value) ? addressRange(value) : undefined;
      return range !== undefined && range.bits >= fewest && range.bits <= most;
    },
  };
}
