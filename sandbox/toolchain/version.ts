/** A semantic version; a pre-release stands before the release of the same number. */
export interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: string;
}

/** The first version named in a text such as `Kubernetes v1.35.4` or `go1.26`; undefined where there is none. */
export function findVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, major, minor, patch = "0", prerelease = ""] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease };
}

/** Below 0 when `left` is older, above 0 when it is newer. Pre-releases of one version compare as text. */
export function compareVersions(left: Version, right: Version): number {
  const differences = left.numbers.map((number, index) => number - (right.numbers[index] ?? 0));
  const first = differences.find((difference) => difference !== 0);
  if (first !== undefined) {
    return first;
  }
  if (left.prerelease === right.prerelease) {
    return 0;
  }
  if (left.prerelease === "" || right.prerelease === "") {
    return left.prerelease === "" ? 1 : -1;
  }
  return left.prerelease < right.prerelease ? -1 : 1;
}

/** A version as people write it: `1.35.4`. */
export function showVersion({ numbers, prerelease }: Version): string {
  return `${numbers.join(".")}${prerelease === "" ? "" : `-${prerelease}`}`;
}
