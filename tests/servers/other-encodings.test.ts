import { createManaged, managed, MadeServer, type ServerMake } from "./made-server";
import { bootstrap, query, stackWith } from "./postgres";

const login = managed;

async function startServer(initdb: readonly string[], program = stackWith()): Promise<MadeServer> {
  const make: ServerMake = { locales: false, initdb };
  const server = await MadeServer.start(await program, make);
  await query(server.asAdmin(), createManaged);
  return server;
}

/** What a role that the Job makes would be found by. */
const ourRoles = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'openops\\_%'";

interface Case {
  readonly encoding: string;
  /** The bytes of é in it. */
  readonly letter: string;
  readonly dump: string;
}

describe.each<Case>([
  { encoding: "LATIN1", letter: "\\351", dump: "pg_dump" },
  { encoding: "SQL_ASCII", letter: "\\303\\251", dump: "pg_dump --encoding=UTF8" },
  { encoding: "SQL_ASCII", letter: "\\351", dump: "pg_dump --encoding=LATIN1" },
])("an administrator's database in $encoding with $letter in it", ({ encoding, letter, dump }) => {
  let server: MadeServer;

  beforeAll(async () => {
    server = await startServer([`--encoding=${encoding}`, "--locale=C"]);
    await query(server.asAdmin(), `CREATE DATABASE openops OWNER ${managed.user}`);
    await server.shell(
      `printf 'CREATE TABLE flow AS SELECT 1 AS id, '"'"'caf${letter}'"'"'::text AS name' | ` +
        `PGUSER=${managed.user} PGPASSWORD=${managed.password} PGHOST=127.0.0.1 PGCLIENTENCODING=${encoding} ` +
        "psql --quiet --set ON_ERROR_STOP=1 openops",
    );
  });
  afterAll(() => server.container.remove());

  test("is refused before anything is changed, with the steps", async () => {
    const { status, log } = await bootstrap(server.program, login);

    expect(status).toBe(3);
    expect(log).toContain(
      `ERROR:  OpenOps needs its databases in UTF8, and "openops" is in ${encoding}. Nothing was changed.\n` +
        "DETAIL:  A database in another encoding refuses letters that it has no room for, or garbles them.\n" +
        "HINT:  Drop a database that is empty. Otherwise stop OpenOps, and then as an administrator:\n" +
        "ALTER DATABASE openops RENAME TO openops_before;\n",
    );
    expect(await query(server.asAdmin(), ourRoles)).toEqual([]);
    const names = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1";
    expect(await query(server.asAdmin(), names)).toEqual([["openops"], ["postgres"]]);
  });

  test("serves once the steps are done, with its rows", async () => {
    const { log } = await bootstrap(server.program, login);
    const steps = log.split("\n");
    const as = `PGUSER=${managed.user} PGPASSWORD=${managed.password} PGHOST=127.0.0.1`;
    for (const statement of steps.filter((line) => /^(ALTER|CREATE) DATABASE/.test(line))) {
      await query(`postgresql://${managed.user}:${managed.password}@127.0.0.1/postgres`, statement);
    }
    const copy = steps.find((line) => line.startsWith("pg_dump")) ?? "";
    await server.shell(`export ${as}; ${copy.replace("pg_dump", dump)}`);
    expect(await bootstrap(server.program, login)).toEqual({ status: 0, log: "" });

    expect(
      await query(server.app, "INSERT INTO flow VALUES (2, '価格')", "SELECT * FROM flow ORDER BY id"),
    ).toEqual([
      [1, "café"],
      [2, "価格"],
    ]);
  });
});

test("databases that this program made in another encoding are named, all of them", async () => {
  const server = await startServer(["--encoding=LATIN1", "--locale=C"]);
  await query(server.asAdmin(), "CREATE DATABASE tables", "CREATE DATABASE analytics");
  const { status, log } = await bootstrap(server.program, login);
  await server.container.remove();

  expect(status).toBe(3);
  expect(log).toContain('in UTF8, and "analytics" is in LATIN1, "tables" is in LATIN1. Nothing');
});

describe("a server without ICU", () => {
  let server: MadeServer;
  /** What such a server never had. */
  const withoutIcu = [
    "SET allow_system_table_mods = on",
    "DELETE FROM pg_collation WHERE collname LIKE '%-x-icu'",
  ];

  beforeAll(async () => {
    server = await startServer(["--encoding=UTF8", "--locale=C"]);
    await query(server.asAdmin(), ...withoutIcu);
  });
  afterAll(() => server.container.remove());

  test("is refused before anything is changed", async () => {
    const { status, log } = await bootstrap(server.program, login);

    expect(status).toBe(3);
    expect(log).toContain(
      'ERROR:  OpenOps needs the collation "en_US.utf8", and this server has neither it nor ICU to make it from. Nothing was changed.\n' +
        "HINT:  Use a server that is built with ICU. Or add the locale en_US.UTF-8 to its machine,",
    );
    expect(await query(server.asAdmin(), ourRoles)).toEqual([]);
  });

  test("is refused where the database is there and lacks it, and taken where it has it", async () => {
    await query(server.asAdmin(), "CREATE DATABASE openops TEMPLATE template0 ENCODING 'UTF8'");
    await query(server.asAdmin("openops"), ...withoutIcu);
    expect((await bootstrap(server.program)).status).toBe(3);
    await query(server.asAdmin("openops"), `CREATE COLLATION pg_catalog."en_US.utf8" (locale = 'C.utf8')`);

    expect(await bootstrap(server.program)).toEqual({ status: 0, log: "" });
    expect(await query(server.app, `SELECT 'a' COLLATE "en_US.utf8"`)).toEqual([["a"]]);
  });
});
