import type { PublishedRelease } from "../../components/values/releases";
import { CommandError } from "../errors";

/** A line of the table of releases, as it stands in its module. */
const rowPattern = /^ {2}"\d[^"]*": \{ tables: "[^"]+", analytics: "[^"]+", execution: "\w+" \},\n/gm;

/** The module with the table of releases, relative to the checkout. */
export const tablePath = "components/values/releases.ts";

function row(version: string, { tables, analytics, execution }: PublishedRelease): string {
  return `  "${version}": { tables: "${tables}", analytics: "${analytics}", execution: "${execution}" },\n`;
}

/**
 * The text of the table's module with more releases after those that it has.
 *
 * @throws CommandError where it has no line that is a release
 */
export function withReleases(
  text: string,
  releases: readonly (readonly [version: string, release: PublishedRelease])[],
): string {
  const last = [...text.matchAll(rowPattern)].at(-1);
  if (last === undefined) {
    throw new CommandError(`${tablePath} has no line of a release, after which another one could come.`);
  }
  const end = last.index + last[0].length;
  const added = releases.map(([version, release]) => row(version, release)).join("");
  return `${text.slice(0, end)}${added}${text.slice(end)}`;
}
