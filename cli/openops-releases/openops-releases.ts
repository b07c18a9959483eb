import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultRelease, knownReleases } from "../../components/values/releases";
import { CommandError } from "../errors";
import { readOptions } from "../options";
import { print } from "../terminal/print";
import { options, usage } from "./command-line";
import { publishedIn, type Published } from "./compose-file";
import { tablePath, withReleases } from "./release-table";
import { composeFileAt, releasesAfter } from "./upstream";

interface Found extends Published {
  readonly version: string;
}

/** `npm run openops-releases`: brings the table of OpenOps' releases up to date. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { upstream } = readOptions(args, { usage, options });
  const newest = knownReleases.at(-1) ?? "";
  const found = read(upstream, releasesAfter(upstream, newest));
  if (found.length === 0) {
    print(`OpenOps ${newest} is the newest release, and known.`);
    return 0;
  }
  const path = join(root, tablePath);
  const rows = found.map(({ version, release }) => [version, release] as const);
  writeFileSync(path, withReleases(readFileSync(path, "utf8"), rows));
  for (const [index, each] of found.entries()) {
    const said = words(each, found[index - 1]?.version ?? newest);
    writeFileSync(join(root, ".changeset", `openops-${each.version}.md`), changeset(said));
    print(said);
  }
  print("Next: npm run generate, then npm run check.");
  return 0;
}

/** Reads all releases, so that one run names everything that cannot be read, and nothing is written then. */
function read(upstream: string, versions: readonly string[]): readonly Found[] {
  const faults: string[] = [];
  const found = versions.flatMap((version) => {
    try {
      return [{ version, ...publishedIn(composeFileAt(upstream, version), version) }];
    } catch (error) {
      if (!(error instanceof CommandError)) {
        throw error;
      }
      faults.push(error.message);
      return [];
    }
  });
  if (faults.length > 0) {
    throw new CommandError(
      `${faults.join("\n")}\nNothing was changed. Have cli/openops-releases/compose-file.ts read the new form, or write ` +
        `the line of the release into ${tablePath} by hand.`,
    );
  }
  return found;
}

/** What people have to know of a release before it is taken in. */
function words(
  { version, release: { tables, analytics, execution }, others }: Found,
  before: string,
): string {
  return [
    `OpenOps ${version} is known: tables ${tables}, analytics ${analytics}, flows run in the ${execution}. `,
    `A stack that names no release keeps ${defaultRelease}. `,
    `[What changed](https://github.com/openops-cloud/openops/compare/${before}...${version}).`,
    ...(others.length > 0
      ? [` It has services that this program does not install: ${others.join(", ")}.`]
      : []),
  ].join("");
}

function changeset(said: string): string {
  return `---\n"openops-pulumi": minor\n---\n\n${said}\n`;
}
