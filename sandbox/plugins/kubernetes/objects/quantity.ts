/** Powers of the decimal suffixes, in thousandths: `m` is one thousandth. Kubernetes' resource.Quantity. */
const decimalSuffixes: readonly (readonly [suffix: string, power: number])[] = [
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;

/** Everything is counted in nanounits, the finest that Kubernetes keeps, so that no float is involved. */
const nano = 9;

function scaled(digits: string, fraction: string, power: number): bigint {
  const exponent = power + nano - fraction.length;
  const whole = BigInt(`${digits}${fraction}` || "0");
  return exponent >= 0 ? whole * 10n ** BigInt(exponent) : whole / 10n ** BigInt(-exponent);
}

function decimal(nanos: bigint): string {
  for (const [suffix, power] of [...decimalSuffixes].reverse()) {
    const unit = 10n ** BigInt(power + nano);
    if (nanos % unit === 0n) {
      return `${nanos / unit}${suffix}`;
    }
  }
  return String(nanos);
}

function binary(nanos: bigint): string {
  const one = 10n ** BigInt(nano);
  if (nanos % one !== 0n) {
    return decimal(nanos);
  }
  let count = nanos / one;
  let step = 0;
  while (count !== 0n && count % 1024n === 0n && step < binarySuffixes.length - 1) {
    count /= 1024n;
    step += 1;
  }
  return `${count}${binarySuffixes[step]}`;
}

/**
 * The form in which the API server writes a quantity back: "1000m" is "1", "1024Mi" is "1Gi".
 *
 * Text that is no quantity is returned as it is: judging it is the server's business.
 */
export function canonicalQuantity(text: string): string {
  const match = pattern.exec(text);
  if (match === null || !/\d/.test(text)) {
    return text;
  }
  const [, sign, digits = "", fraction = "", suffix = "", exponent] = match;
  const prefix = sign === "-" ? "-" : "";
  if (suffix.endsWith("i")) {
    const factor = 1024n ** BigInt(binarySuffixes.indexOf(suffix));
    const nanos = scaled(digits, fraction, 0) * factor;
    return nanos === 0n ? "0" : `${prefix}${binary(nanos)}`;
  }
  const power = decimalSuffixes.find(([name]) => name === suffix)?.[1] ?? 0;
  const nanos = scaled(digits, fraction, exponent === undefined ? power : Number(exponent));
  return nanos === 0n ? "0" : `${prefix}${decimal(nanos)}`;
}
