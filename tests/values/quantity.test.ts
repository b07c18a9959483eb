import fc from "fast-check";
import { memoryBytes, quantityInThousandths } from "../../components/values/quantity";

describe("a quantity", () => {
  test.each([
    ["500m", 500n],
    ["1", 1000n],
    ["1.5", 1500n],
    ["2k", 2_000_000n],
    ["1Ki", 1_024_000n],
    ["1.5Gi", 1_610_612_736_000n],
  ])("%s is read exactly", (text, thousandths) => {
    expect(quantityInThousandths(text)).toBe(thousandths);
  });

  test.each(["", "1GB", "-1", "1e3", "Gi", "1 Gi", "1.2345"])('"%s" is refused', (text) => {
    expect(() => quantityInThousandths(text)).toThrow(`"${text}" is not a Kubernetes quantity`);
  });

  test("keeps the order of the numbers it was written with", () => {
    const whole = fc.bigInt({ min: 0n, max: 10n ** 12n });

    fc.assert(
      fc.property(whole, whole, (a, b) => {
        expect(quantityInThousandths(`${a}Mi`) < quantityInThousandths(`${b}Mi`)).toBe(a < b);
      }),
    );
  });

  test("of memory is a number of bytes", () => {
    expect(memoryBytes("512Mi")).toBe(536_870_912n);
  });
});
