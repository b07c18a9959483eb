/** The programs that run flows, each in a service of its own. */
export const executions = ["engine", "worker"] as const;

/** What runs flows. */
export type Execution = (typeof executions)[number];

/** What a release of OpenOps was published with: tags of tables and analytics, and what runs its flows. */
export interface PublishedRelease {
  readonly tables: string;
  readonly analytics: string;
  readonly execution: Execution;
}

/**
 * The releases of OpenOps that are known, by version, the oldest first. All that depends on the release is derived
 * from here. Each is what deploy/docker-compose/docker-compose.yml says at OpenOps' tag; `npm run openops-releases`
 * adds lines of this form, and renovate.json5 reads them.
 */
export const publishedReleases = {
  "0.6.23": { tables: "0.2.17", analytics: "0.14.6", execution: "engine" },
  "0.6.24": { tables: "0.2.17", analytics: "0.14.7", execution: "engine" },
  "0.6.25": { tables: "0.2.19", analytics: "0.14.7", execution: "engine" },
} as const satisfies Readonly<Record<string, PublishedRelease>>;

/** The release of a stack that names none. People raise it, once stacks have been tried with a newer one. */
export const defaultRelease = "0.6.25" satisfies keyof typeof publishedReleases;

const known = Object.entries<PublishedRelease>(publishedReleases);

/** The releases that are known, for messages. */
export const knownReleases: readonly string[] = known.map(([version]) => version);

/** What a release was published with; undefined where it is not known. */
export function publishedRelease(version: string): PublishedRelease | undefined {
  return known.find(([release]) => release === version)?.[1];
}

/**
 * What runs flows in a release, or in a build of one such as 0.6.25-rc.1: no release before one with an engine had
 * a worker. Undefined for a newer one than those that are known, a commit, or a tag that moves.
 */
export function executionOf(version: string): Execution | undefined {
  if (numbersOf(version) === undefined) {
    return undefined;
  }
  const [release = "", published] = known.find(([release]) => !isNewer(version, release)) ?? [];
  return published?.execution === "engine" || !isNewer(release, version) ? published?.execution : undefined;
}

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
