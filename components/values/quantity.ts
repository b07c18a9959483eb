const suffixes: Readonly<Record<string, readonly [numerator: bigint, denominator: bigint]>> = {
  m: [1n, 1000n],
  "": [1n, 1n],
  k: [1000n, 1n],
  M: [1000n ** 2n, 1n],
  G: [1000n ** 3n, 1n],
  T: [1000n ** 4n, 1n],
  P: [1000n ** 5n, 1n],
  Ki: [1024n, 1n],
  Mi: [1024n ** 2n, 1n],
  Gi: [1024n ** 3n, 1n],
  Ti: [1024n ** 4n, 1n],
  Pi: [1024n ** 5n, 1n],
};

/** The quantities this program accepts: Kubernetes' own form, without exponents and signs. */
export const quantityPattern = /^(\d+)(?:\.(\d{1,3}))?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/;

/**
 * Reads a Kubernetes quantity such as `500m` or `1.5Gi` exactly, in thousandths of its base unit
 * (millicores, or thousandths of a byte), so that quantities can be compared without rounding.
 *
 * @throws RangeError when the text is not a quantity
 */
export function quantityInThousandths(text: string): bigint {
  const match = quantityPattern.exec(text);
  const [numerator, denominator] = suffixes[match?.[3] ?? ""] ?? [1n, 1n];
  if (match === null) {
    throw new RangeError(`"${text}" is not a Kubernetes quantity`);
  }
  const thousandths = BigInt((match[1] ?? "0") + (match[2] ?? "").padEnd(3, "0"));
  return (thousandths * numerator) / denominator;
}

/** Reads a quantity of memory in whole bytes. */
export function memoryBytes(text: string): bigint {
  return quantityInThousandths(text) / 1000n;
}
