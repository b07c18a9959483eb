/** Receives one line of progress; the caller decides where it is shown. */
export type Report = (line: string) => void;

/** Seconds since a moment given in milliseconds, with one decimal, for people: `3.2 s`. */
export function secondsSince(startedMs: number): string {
  return `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
}
