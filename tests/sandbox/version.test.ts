import fc from "fast-check";
import { compareVersions, findVersion, showVersion, type Version } from "../../sandbox/toolchain/version";

function version(text: string): Version {
  const found = findVersion(text);
  if (found === undefined) {
    throw new Error(`no version in ${text}`);
  }
  return found;
}

test.each([
  ["Kubernetes v1.35.4", "1.35.4"],
  ["etcd Version: 3.6.7\nGit SHA: none", "3.6.7"],
  ["kwok version v0.8.0 go1.26.8 (linux/amd64)", "0.8.0"],
  ["Client Version: v1.36.0-alpha.1\nKustomize Version: v5.7.1", "1.36.0-alpha.1"],
  ["go version go1.26 linux/amd64", "1.26.0"],
])("finds the first version in %j", (text, expected) => {
  expect(showVersion(version(text))).toBe(expected);
});

test("finds no version in a text without one", () => {
  expect(findVersion("command not found")).toBeUndefined();
});

test("orders versions by number, not by text", () => {
  expect(compareVersions(version("1.9.0"), version("1.10.0"))).toBeLessThan(0);
});

test("puts a pre-release before its release", () => {
  expect(compareVersions(version("1.36.0-rc.1"), version("1.36.0"))).toBeLessThan(0);
  expect(compareVersions(version("1.36.0"), version("1.36.0-rc.1"))).toBeGreaterThan(0);
});

test("orders pre-releases by number, not by text", () => {
  expect(compareVersions(version("1.36.0-rc.9"), version("1.36.0-rc.10"))).toBeLessThan(0);
});

test("turns round when the two versions are swapped, and calls a version equal to itself", () => {
  const part = fc.nat({ max: 300 });
  const anyVersion = fc.tuple(part, part, part).map((numbers) => version(numbers.join(".")));
  fc.assert(
    fc.property(anyVersion, anyVersion, (left, right) => {
      expect(Math.sign(compareVersions(left, right)) + Math.sign(compareVersions(right, left))).toBe(0);
      expect(compareVersions(left, version(showVersion(left)))).toBe(0);
    }),
  );
});
