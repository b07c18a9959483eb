import { createManaged, managed, MadeServer } from "./made-server";
import { bootstrap, query, stackWith } from "./postgres";

const make = { locales: false, initdb: ["--encoding=UTF8", "--locale=C"] } as const;

let server: MadeServer;

beforeEach(async () => {
  server = await MadeServer.start(await stackWith(), make);
  await query(server.asAdmin(), createManaged);
});
afterEach(() => server.container.remove());

/** The first migration and what others read, on the server as it is now. */
async function serves(): Promise<void> {
  await query(server.app, 'CREATE TABLE flow (name text COLLATE "en_US.utf8")');
  await query(server.as("openops_tables", "tables"), "CREATE TABLE sheet AS SELECT 1 AS id");
  await query(server.as("openops_analytics", "analytics"), "CREATE TABLE chart (id int)");

  expect(await query(server.as("openops_tables_ro", "tables"), "SELECT id FROM sheet")).toEqual([[1]]);
}

/** Settings of servers that statements or their texts depend on. */
const settings = {
  backslash_quote: "off",
  check_function_bodies: "off",
  client_encoding: "LATIN1",
  default_transaction_isolation: "serializable",
  max_connections: "12",
  password_encryption: "md5",
  quote_all_identifiers: "on",
  row_security: "off",
  search_path: "elsewhere",
  standard_conforming_strings: "off",
  statement_timeout: "20s",
};

test("settings of the server that are not the usual ones change nothing", async () => {
  const statements = Object.entries(settings).map(([name, value]) => `ALTER SYSTEM SET ${name} = '${value}'`);
  await query(server.asAdmin(), ...statements);
  await server.restart();
  expect(await bootstrap(server.program, managed)).toEqual({ status: 0, log: "" });
  expect(await bootstrap(server.program, managed)).toEqual({ status: 0, log: "" });

  await serves();
  expect(await query(server.app, "SELECT current_schema()")).toEqual([["public"]]);
});

test.each(["user", "order", "_1"])("the app's database may have the name %s", async (name) => {
  const program = await stackWith({}, { database: { name } });
  expect(await bootstrap(program)).toEqual({ status: 0, log: "" });
  expect(await bootstrap(program)).toEqual({ status: 0, log: "" });

  expect(await query(server.as("openops_app", name), `SELECT 'a' COLLATE "en_US.utf8"`)).toEqual([["a"]]);
});

test("what others put into template1 is not in the databases", async () => {
  await query(
    server.asAdmin("template1"),
    "CREATE TABLE flow (id int)",
    "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'other' $$",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
  );
  expect(await bootstrap(server.program, managed)).toEqual({ status: 0, log: "" });

  await serves();
});

test("databases are made while somebody works in template1", async () => {
  // A server waits five seconds for others to leave the database that it copies.
  const working = query(server.asAdmin("template1"), "SELECT pg_sleep(9)");
  expect(await bootstrap(server.program, managed)).toEqual({ status: 0, log: "" });
  await working;
});

test("roles and databases that an administrator made first are taken as they are", async () => {
  await query(
    server.asAdmin(),
    "CREATE ROLE dba",
    "CREATE ROLE openops_app LOGIN",
    "CREATE ROLE openops_tables LOGIN",
    "ALTER ROLE openops_app SET search_path = elsewhere",
    "CREATE DATABASE openops OWNER dba",
    "CREATE DATABASE tables OWNER openops_tables",
    "CREATE DATABASE analytics OWNER dba",
  );
  await query(server.asAdmin("openops"), "REVOKE ALL ON SCHEMA public FROM PUBLIC");
  await query(server.asAdmin("analytics"), "DROP SCHEMA public");
  expect(await bootstrap(server.program)).toEqual({ status: 0, log: "" });
  expect(await bootstrap(server.program)).toEqual({ status: 0, log: "" });

  await serves();
});

test("what an owner makes in its database is nothing that the administrator runs", async () => {
  expect(await bootstrap(server.program)).toEqual({ status: 0, log: "" });
  await query(
    server.app,
    "CREATE TABLE ran (who text)",
    "CREATE FUNCTION note() RETURNS boolean LANGUAGE sql AS $$ INSERT INTO public.ran VALUES (current_user); SELECT true $$",
    "CREATE FUNCTION equal(name, text) RETURNS boolean LANGUAGE sql AS $$ SELECT note() $$",
    "CREATE OPERATOR <> (LEFTARG = name, RIGHTARG = text, FUNCTION = equal)",
    "CREATE OPERATOR !~ (LEFTARG = name, RIGHTARG = text, FUNCTION = equal)",
    "CREATE FUNCTION format(text, name) RETURNS text LANGUAGE sql AS $$ SELECT note()::text $$",
    "CREATE FUNCTION format(text, regclass) RETURNS text LANGUAGE sql AS $$ SELECT note()::text $$",
  );
  // So that there is something to hand over.
  await query(server.asAdmin("openops"), "CREATE TABLE left_over (id int)");
  expect(await bootstrap(server.program)).toEqual({ status: 0, log: "" });

  expect(await query(server.app, "SELECT * FROM ran")).toEqual([]);
  const owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'left_over'";
  expect(await query(server.app, owner)).toEqual([["openops_app"]]);
});
