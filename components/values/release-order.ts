/** The numbers of a release; undefined for a commit or a tag that moves. */
export function numbersOf(version: string): readonly number[] | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  return found?.slice(1).map(Number);
}

/** Whether a release comes after another; unknown orders count as no. */
export function isNewer(version: string, than: string): boolean {
  const [newer, older] = [numbersOf(version), numbersOf(than)];
  if (newer === undefined || older === undefined) {
    return false;
  }
  const difference = newer.map((part, index) => part - (older[index] ?? 0)).find((step) => step !== 0) ?? 0;
  return difference > 0;
}
