import type { ProgramRun } from "../support/program";
import type { Container } from "./container";
import { secretOf } from "./pod-spec";
import { bootstrap, postgresVolume, query, stackWith, startPostgres, urlOf } from "./postgres";

let program: ProgramRun;
let server: Container;

function asAdmin(database = "postgres"): string {
  return urlOf("postgres", secretOf(program, "postgres").POSTGRES_PASSWORD ?? "", database);
}

function asApp(): string {
  return secretOf(program, "openops-app").OPS_POSTGRES_URL ?? "";
}

describe("the bootstrap Job on a server that everybody has used as its administrator", () => {
  beforeAll(async () => {
    program = await stackWith();
    server = await startPostgres(program, await postgresVolume(program));
  });
  afterAll(() => server.remove());

  test("gives each service what is in its database, and leaves other databases alone", async () => {
    await query(asAdmin(), "CREATE DATABASE openops");
    await query(
      asAdmin("openops"),
      "CREATE SCHEMA runs",
      "CREATE TYPE state AS ENUM ('new', 'done')",
      "CREATE DOMAIN short AS text CHECK (length(VALUE) < 9)",
      "CREATE TABLE flow (id serial PRIMARY KEY, state state, name short)",
      "CREATE TABLE runs.run (id int GENERATED ALWAYS AS IDENTITY, flow int REFERENCES flow)",
      "CREATE VIEW flows AS SELECT * FROM flow",
      "CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM flow",
      "CREATE SEQUENCE numbers",
      "CREATE FUNCTION one(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "INSERT INTO flow (state, name) VALUES ('new', 'first')",
    );
    await query(asAdmin(), "CREATE TABLE foreign_to_openops (id int)");
    expect(await bootstrap(program)).toEqual({ status: 0, log: "" });

    const rows = await query(
      asApp(),
      "ALTER TABLE flow ADD COLUMN later int",
      "ALTER TYPE state RENAME TO status",
      "ALTER DOMAIN short DROP CONSTRAINT short_check",
      "CREATE OR REPLACE FUNCTION one(int) RETURNS int LANGUAGE sql AS 'SELECT 2'",
      "REFRESH MATERIALIZED VIEW counted",
      "ALTER SEQUENCE numbers RESTART",
      "ALTER TABLE runs.run ADD COLUMN later int",
      "CREATE TABLE runs.other (id int)",
      "CREATE TABLE more (id int)",
      "INSERT INTO flow (state, name) VALUES ('done', 'second')",
      "SELECT id, name FROM flows ORDER BY id",
    );
    expect(rows).toEqual([
      [1, "first"],
      [2, "second"],
    ]);
    const owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'foreign_to_openops'";
    expect(await query(asAdmin(), owner)).toEqual([["postgres"]]);
    expect(await bootstrap(program)).toEqual({ status: 0, log: "" });
  });
});
