import { defaultRelease, knownReleases } from "../../components/values/releases";
import { imageRepository, publishedTag } from "../../components/stack/images";
import { configOf } from "../support/configuration";

/** A step by which a release changes the form of its data. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** The releases of which there are images: the one that a stack has by default, and the one before it. */
export const releases = {
  previous: knownReleases[knownReleases.indexOf(defaultRelease) - 1] ?? "",
  current: defaultRelease,
} as const;

/** No published release has workers, so the images of the stubs count as images of one's own. */
export const stackWithWorkers = {
  execution: "worker",
  images: {
    app: { repository: imageRepository("app", configOf({})) },
    worker: { repository: imageRepository("worker", configOf({})) },
  },
} as const;

/** The tag of an app whose second new migration cannot run: the first one has by then. */
export const brokenTag = `${releases.current}-broken`;

/** The app's first migration takes the collation for granted; a server has it, or the bootstrap makes it. */
const initial = {
  name: "Initial",
  sql: `CREATE TABLE organization (id serial PRIMARY KEY, name text NOT NULL);
    CREATE TABLE note (id serial PRIMARY KEY, text text COLLATE "en_US.utf8" NOT NULL)`,
};
const addLabels = { name: "AddLabels", sql: "ALTER TABLE note ADD COLUMN label text" };
const addOwners = { name: "AddOwners", sql: "ALTER TABLE owner ADD COLUMN name text NOT NULL" };

/** What the app of each tag runs, in this order. */
export const appMigrations = {
  [releases.previous]: [initial],
  [releases.current]: [initial, addLabels],
  [brokenTag]: [initial, addLabels, addOwners],
};

const entries = {
  name: "0001_initial",
  sql: `CREATE TABLE entry (id serial PRIMARY KEY, text text NOT NULL);
    CREATE VIEW entry_userfriendly AS SELECT text FROM entry`,
};
const addOrder = { name: "0002_entry_order", sql: 'ALTER TABLE entry ADD COLUMN "order" integer' };

/** What tables of each tag runs, in this order. */
export const tablesMigrations = {
  [publishedTag("tables", releases.previous) ?? ""]: [entries],
  [publishedTag("tables", releases.current) ?? ""]: [entries, addOrder],
};
