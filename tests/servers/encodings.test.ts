import type { ProgramRun } from "../support/program";
import { createManaged, managed, MadeServer, type ServerMake } from "./made-server";
import { bootstrap, query, stackWith } from "./postgres";

let program: ProgramRun;

beforeAll(async () => {
  program = await stackWith();
});

interface Case {
  readonly server: string;
  readonly make: ServerMake;
  /** What its databases sort by and what letters are in them. */
  readonly locale: readonly [collate: string, letters: string];
}

const cases: readonly Case[] = [
  {
    server: "that has en_US.utf8, as the image of postgres",
    make: { locales: true, initdb: [] },
    locale: ["en_US.utf8", "en_US.utf8"],
  },
  {
    server: "that has the locale C alone",
    make: { locales: false, initdb: ["--encoding=UTF8", "--locale=C"] },
    locale: ["C", "C"],
  },
  {
    server: "in LATIN1 with the locale C",
    make: { locales: false, initdb: ["--encoding=LATIN1", "--locale=C"] },
    locale: ["C", "C.utf8"],
  },
  {
    server: "in LATIN1 with a locale that has no other encoding",
    make: { locales: true, initdb: ["--locale=en_US"] },
    locale: ["C", "en_US.utf8"],
  },
  {
    server: "in SQL_ASCII",
    make: { locales: false, initdb: ["--encoding=SQL_ASCII", "--locale=C"] },
    locale: ["C", "C.utf8"],
  },
  {
    server: "that sorts by ICU",
    make: {
      locales: false,
      initdb: ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=de"],
    },
    locale: ["C", "C"],
  },
];

/** What the first migration of OpenOps asks for. */
const firstMigration = 'CREATE TABLE flow (name character varying COLLATE "en_US.utf8" NOT NULL)';

describe.each(cases)("a server $server", ({ make, locale }) => {
  describe.each([
    ["a superuser", undefined],
    ["an administrator who is no superuser", managed],
  ])("prepared by %s", (_who, login) => {
    let server: MadeServer;

    beforeAll(async () => {
      server = await MadeServer.start(program, make);
      await query(server.asAdmin(), createManaged);
    });
    afterAll(() => server.container.remove());

    test("gets databases in UTF8 without a word, however often the Job runs", async () => {
      expect(await bootstrap(program, login)).toEqual({ status: 0, log: "" });
      expect(await bootstrap(program, login)).toEqual({ status: 0, log: "" });

      const rows = await query(
        server.asAdmin(),
        `SELECT datname, pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database
         WHERE datname IN ('openops', 'tables', 'analytics') ORDER BY 1`,
      );
      expect(rows).toEqual(["analytics", "openops", "tables"].map((name) => [name, "UTF8", ...locale]));
    });

    test("runs the first migration as the app's role, and keeps and sorts any letter", async () => {
      const rows = await query(
        server.app,
        firstMigration,
        "INSERT INTO flow VALUES ('zebra'), ('Äpfel'), ('Zug'), ('apple'), ('✓'), ('価格')",
        "SELECT name FROM flow ORDER BY name",
      );

      expect(rows.flat()).toEqual(["✓", "Äpfel", "apple", "zebra", "Zug", "価格"]);
    });
  });
});

test("the app owns the collation that its server lacked", async () => {
  const server = await MadeServer.start(program, {
    locales: false,
    initdb: ["--locale=C", "--encoding=UTF8"],
  });
  await bootstrap(program);
  const rows = await query(
    server.app,
    `SELECT collnamespace::regnamespace::text, collowner::regrole::text, collprovider FROM pg_collation
     WHERE collname = 'en_US.utf8'`,
  );
  await server.container.remove();

  expect(rows).toEqual([["public", "openops_app", "i"]]);
});
