import { BackupPods } from "./backups/backup-pods";
import { withBackups } from "./backups/saved-stack";
import { createManaged, managed, MadeServer, type ServerMake } from "./made-server";
import { bootstrap, query, stackWith } from "./postgres";

const image: ServerMake = { locales: true, initdb: [] };
const bare: ServerMake = { locales: false, initdb: ["--encoding=LATIN1", "--locale=C"] };

/** A name that is a word of SQL too. */
const database = "user";

const flows = "SELECT name FROM flow ORDER BY name";
/** One of the rows looks like a definition. */
const sorted = [["✓"], ["a"], ["B"], ['b COLLATE pg_catalog."en_US.utf8"']];

describe.each([
  { from: "the image of postgres", to: "one without its locale, in LATIN1", saved: image, restored: bare },
  { from: "one without the locale", to: "the image of postgres", saved: bare, restored: image },
  { from: "one without the locale", to: "another of its kind", saved: bare, restored: bare },
  { from: "the image of postgres", to: "another of its kind", saved: image, restored: image },
])("a backup from $from, restored on $to", ({ saved, restored }) => {
  let server: MadeServer;

  async function start(make: ServerMake): Promise<void> {
    server = await MadeServer.start(
      await stackWith({}, { ...withBackups, database: { name: database } }),
      make,
    );
    await query(server.asAdmin(), createManaged);
    expect(await bootstrap(server.program, managed)).toEqual({ status: 0, log: "" });
  }
  const asApp = () => server.as("openops_app", database);

  afterAll(() => server.container.remove());

  test("has its rows, its indexes and its collation, and can be taken back", async () => {
    await start(saved);
    await query(
      asApp(),
      'CREATE TABLE flow (name text COLLATE "en_US.utf8" PRIMARY KEY)',
      'CREATE INDEX low ON flow (lower(name) COLLATE "en_US.utf8")',
      ...sorted.map(([name]) => `INSERT INTO flow VALUES ('${name}')`),
    );
    const pods = new BackupPods(server.program, { PGUSER: managed.user, PGPASSWORD: managed.password });
    const { id } = await pods.save();
    await server.container.remove();
    await start(restored);
    const { status, log } = await pods.of(server.program).step("restore", id);

    expect({ status, log: status === 0 ? "" : log }).toEqual({ status: 0, log: "" });
    expect(await query(asApp(), flows)).toEqual(sorted);
    expect(
      await query(
        asApp(),
        `SELECT collname, pg_encoding_to_char(encoding), (SELECT count(*)::int FROM pg_indexes WHERE tablename = 'flow')
         FROM pg_attribute JOIN pg_collation c ON c.oid = attcollation JOIN pg_database ON datname = current_database()
         WHERE attrelid = 'flow'::regclass AND attname = 'name'`,
      ),
    ).toEqual([["en_US.utf8", "UTF8", 2]]);
    await query(asApp(), 'CREATE TABLE later (name text COLLATE "en_US.utf8")');
    expect((await pods.of(server.program).step("undo")).status).toBe(0);
    await expect(query(asApp(), flows)).rejects.toMatchObject({ code: "42P01" });
  });
});
