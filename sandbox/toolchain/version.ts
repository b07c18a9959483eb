import { compare, parse, type SemVer } from "semver";

/** A semantic version; a pre-release stands before the release of the same number. */
export type Version = SemVer;

/** The first version named in a text such as `Kubernetes v1.35.4` or `go1.26`; undefined where there is none. */
export function findVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?(-[0-9A-Za-z.-]+)?/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, major, minor, patch = "0", prerelease = ""] = match;
  return parse(`${Number(major)}.${Number(minor)}.${Number(patch)}${prerelease}`) ?? undefined;
}

/** Below 0 when `left` is older, above 0 when it is newer. */
export function compareVersions(left: Version, right: Version): number {
  return compare(left, right);
}

/** A version as people write it: `1.35.4`. */
export function showVersion({ version }: Version): string {
  return version;
}
