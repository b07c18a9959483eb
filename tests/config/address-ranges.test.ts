import { addressOrRange, cidr } from "../../components/config/fields/fields";

describe("an address range", () => {
  test.each(["10.0.0.0/8", "10.1.2.3/32", "0.0.0.0/0", "fc00::/7", "::1/128", "2001:DB8::/32"])(
    "may be %s",
    (range) => {
      expect(cidr.safeParse(range).success).toBe(true);
      expect(addressOrRange.safeParse(range).success).toBe(true);
    },
  );

  test.each(["10.1.0.0/8", "10.0.0.1/31", "fc01::/7", "2001:db8::1/64", "::ffff:10.0.0.0/104"])(
    "is refused with bits beyond its prefix or in a form that Kubernetes refuses: %s",
    (range) => {
      expect(cidr.safeParse(range).error?.issues.map(({ message }) => message)).toEqual([
        "an address range such as 10.20.0.0/16, without bits beyond its prefix",
      ]);
      expect(addressOrRange.safeParse(range).success).toBe(false);
    },
  );

  test.each(["banana", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/", ""])("is none: %j", (text) => {
    expect(cidr.safeParse(text).success).toBe(false);
  });
});

describe("an address", () => {
  test.each(["10.96.0.10", "fd00::10"])("may be %s", (address) => {
    expect(addressOrRange.safeParse(address).success).toBe(true);
  });

  test.each(["010.96.0.10", "::ffff:10.96.0.10", "10.96.0"])("may not be %s", (address) => {
    expect(addressOrRange.safeParse(address).success).toBe(false);
  });
});
