import type { ProgramRun } from "../support/program";
import type { Container } from "./container";
import {
  bootstrap,
  logged,
  postgresVolume,
  query,
  rolePassword,
  stackWith,
  startPostgres,
  urlOf,
} from "./postgres";
import { secretOf } from "./pod-spec";

const roles = ["openops_app", "openops_tables", "openops_analytics", "openops_tables_ro"] as const;
type Role = (typeof roles)[number];

let program: ProgramRun;
let server: Container;

async function startEmpty(passwords: Readonly<Record<string, string>> = {}): Promise<void> {
  program = await stackWith(passwords);
  server = await startPostgres(program, await postgresVolume(program));
}

/** The password the bootstrap Job gives a role. */
function passwordOf(role: Role, run = program): string {
  return rolePassword(run, role);
}

/** The connection of a role to a database. */
function as(role: Role, database: string): string {
  return urlOf(role, passwordOf(role), database);
}

function asAdmin(database = "postgres"): string {
  return urlOf("postgres", secretOf(program, "postgres").POSTGRES_PASSWORD ?? "", database);
}

/** The role beside the app's, and a password that the app moves to. */
const secondRole = "openops_app_next";
const next = "next-password-of-the-app";

const denied = { code: "42501" };

/** What must hold after the Job, whoever ran it. */
function isolation(): void {
  test.each([
    ["openops_app", "openops"],
    ["openops_tables", "tables"],
    ["openops_analytics", "analytics"],
  ] as const)("%s makes tables, views and functions in %s", async (role, database) => {
    const rows = await query(
      as(role, database),
      "CREATE TABLE flow (id int)",
      "INSERT INTO flow VALUES (1)",
      "CREATE VIEW flows AS SELECT * FROM flow",
      "CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
      "SELECT id + one() FROM flows",
    );

    expect(rows).toEqual([[2]]);
  });

  test("each role may connect to these databases of the stack, and to no other", async () => {
    const rows = await query(
      asAdmin(),
      `SELECT rolname, datname FROM pg_roles, pg_database
       WHERE rolname LIKE 'openops\\_%' AND datname IN ('openops', 'tables', 'analytics')
       AND has_database_privilege(rolname, datname, 'CONNECT') ORDER BY 1, 2`,
    );

    expect(rows).toEqual([
      ["openops_analytics", "analytics"],
      // It may read tables, where analytics connects with its own role.
      ["openops_analytics", "tables"],
      ["openops_app", "openops"],
      ["openops_tables", "tables"],
      ["openops_tables_ro", "tables"],
    ]);
  });

  test.each([
    ["openops_app", "tables"],
    ["openops_app", "analytics"],
    ["openops_tables", "openops"],
    ["openops_tables_ro", "openops"],
    ["openops_analytics", "openops"],
  ] as const)("%s is turned away from %s", async (role, database) => {
    await expect(query(as(role, database), "SELECT 1")).rejects.toMatchObject(denied);
  });

  test.each(["openops_tables_ro", "openops_analytics"] as const)(
    "%s reads what the owner of tables makes later, and writes nothing",
    async (role) => {
      await query(
        as("openops_tables", "tables"),
        "CREATE TABLE IF NOT EXISTS later (id int)",
        "CREATE OR REPLACE VIEW later_userfriendly AS SELECT id AS name FROM later",
      );
      const reader = as(role, "tables");

      expect(await query(reader, "SELECT count(*)::int FROM later, later_userfriendly")).toEqual([[0]]);
      for (const statement of [
        "INSERT INTO later VALUES (1)",
        "DELETE FROM later",
        "CREATE TABLE mine (id int)",
      ]) {
        await expect(query(reader, statement)).rejects.toMatchObject(denied);
      }
    },
  );

  test("no role is an administrator of any kind", async () => {
    const rows = await query(
      asAdmin(),
      `SELECT rolname FROM pg_roles WHERE rolname LIKE 'openops\\_%'
       AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)`,
    );

    expect(rows).toEqual([]);
    await expect(query(as("openops_app", "openops"), "CREATE DATABASE mine")).rejects.toMatchObject(denied);
    await expect(query(as("openops_app", "openops"), "CREATE ROLE mine")).rejects.toMatchObject(denied);
  });

  test("passwords are stored as SCRAM verifiers", async () => {
    const stored = "SELECT DISTINCT left(rolpassword, 14) FROM pg_authid WHERE rolname LIKE 'openops\\_%'";

    expect(await query(asAdmin(), stored)).toEqual([["SCRAM-SHA-256$"]]);
  });
}

describe("run by a superuser", () => {
  beforeAll(() => startEmpty());
  afterAll(() => server.remove());

  test("the Job succeeds twice without a word", async () => {
    expect(await bootstrap(program)).toEqual({ status: 0, log: "" });
    expect(await bootstrap(program)).toEqual({ status: 0, log: "" });
  });

  isolation();

  test("the app's URL is good for node-postgres and libpq", async () => {
    const url = secretOf(program, "openops-app").OPS_POSTGRES_URL ?? "";
    const asked = "SELECT current_user, current_database()";
    const { output } = await server.exec(["psql", url, "-Atc", asked]);

    expect(await query(url, asked)).toEqual([["openops_app", "openops"]]);
    expect(output).toBe("openops_app|openops\n");
  });

  test("a changed password reaches its role and no other", async () => {
    const old = program;
    program = await stackWith({ postgresTablesPassword: "rotated-password" });
    expect((await bootstrap(program)).status).toBe(0);

    expect(await query(urlOf("openops_tables", "rotated-password", "tables"), "SELECT 1")).toEqual([[1]]);
    await expect(
      query(urlOf("openops_tables", passwordOf("openops_tables", old), "tables"), "SELECT 1"),
    ).rejects.toMatchObject({ code: "28P01" });
    expect(await query(as("openops_app", "openops"), "SELECT 1")).toEqual([[1]]);
  });

  test("a next password lets the app's clients in by a second role, which acts as the owner", async () => {
    program = await stackWith({ postgresTablesPassword: "rotated-password", postgresAppPasswordNext: next });
    expect(await bootstrap(program)).toEqual({ status: 0, log: "" });
    const url = secretOf(program, "openops-app").OPS_POSTGRES_URL ?? "";
    const owner =
      "SELECT session_user, current_user, tableowner FROM pg_tables WHERE tablename = 'by_second'";

    expect(await query(url, "CREATE TABLE by_second (id int)", owner)).toEqual([
      ["openops_app_next", "openops_app", "openops_app"],
    ]);
    // The pods that have not moved yet.
    expect(await query(as("openops_app", "openops"), "SELECT count(*)::int FROM by_second")).toEqual([[0]]);
    await expect(query(urlOf(secondRole, next, "tables"), "SELECT 1")).rejects.toMatchObject(denied);
  });

  test("once the next password is the first one, the old one is refused and both roles know the new one", async () => {
    const old = passwordOf("openops_app");
    program = await stackWith({ postgresTablesPassword: "rotated-password", postgresAppPassword: next });
    expect(await bootstrap(program)).toEqual({ status: 0, log: "" });

    for (const role of ["openops_app", secondRole]) {
      expect(await query(urlOf(role, next, "openops"), "SELECT current_user")).toEqual([["openops_app"]]);
      await expect(query(urlOf(role, old, "openops"), "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    }
  });

  test("a next password that is given up is refused", async () => {
    const values = { postgresTablesPassword: "rotated-password", postgresAppPassword: next };
    await bootstrap(await stackWith({ ...values, postgresAppPasswordNext: "given-up-password" }));
    expect(await bootstrap(program)).toEqual({ status: 0, log: "" });

    await expect(query(urlOf(secondRole, "given-up-password", "openops"), "SELECT 1")).rejects.toMatchObject({
      code: "28P01",
    });
  });

  test("tables that existed before the reader are readable too", async () => {
    await query(asAdmin("tables"), "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM openops_tables_ro");
    expect((await bootstrap(program)).status).toBe(0);

    expect(await query(as("openops_tables_ro", "tables"), "SELECT count(*)::int FROM flow")).toEqual([[1]]);
  });

  test("a dump of everything restores everything", async () => {
    const rows = "SELECT * FROM flows";
    const before = await query(as("openops_app", "openops"), rows);
    const dump = await server.exec(["sh", "-c", "pg_dumpall -U postgres | gzip > /tmp/dump.sql.gz"]);
    await query(asAdmin(), "DROP DATABASE openops", "DROP DATABASE tables", "DROP DATABASE analytics");
    await query(asAdmin(), ...[...roles, secondRole].toReversed().map((role) => `DROP ROLE ${role}`));
    const restore = await server.exec(["sh", "-c", "gunzip < /tmp/dump.sql.gz | psql -q -U postgres"]);

    expect([dump.status, dump.errors]).toEqual([0, ""]);
    // What the dump makes anew and the server always has.
    expect([restore.status, restore.errors]).toEqual([0, 'ERROR:  role "postgres" already exists\n']);
    expect(before).toEqual([[1]]);
    expect(await query(as("openops_app", "openops"), rows)).toEqual(before);
    expect(await query(as("openops_tables_ro", "tables"), "SELECT count(*)::int FROM later")).toEqual([[0]]);
    await expect(query(as("openops_app", "tables"), "SELECT 1")).rejects.toMatchObject(denied);
  });
});

describe("run by an administrator who is no superuser", () => {
  const login = { user: "administrator", password: "managed-service" };

  beforeAll(async () => {
    await startEmpty();
    await query(
      asAdmin(),
      `CREATE ROLE ${login.user} LOGIN CREATEROLE CREATEDB PASSWORD '${login.password}'`,
    );
  });
  afterAll(() => server.remove());

  test("the Job succeeds twice", async () => {
    expect(await bootstrap(program, login)).toMatchObject({ status: 0 });
    expect(await bootstrap(program, login)).toMatchObject({ status: 0 });
  });

  isolation();

  test("the Job moves every service to its next password, and ends the move", async () => {
    const rotating = await stackWith({
      postgresAppPasswordNext: next,
      postgresTablesPasswordNext: next,
      postgresAnalyticsPasswordNext: next,
    });
    expect(await bootstrap(rotating, login)).toMatchObject({ status: 0 });
    for (const [role, database] of [
      ["openops_app", "openops"],
      ["openops_tables", "tables"],
      ["openops_analytics", "analytics"],
    ]) {
      const second = urlOf(`${role}_next`, next, database ?? "");
      expect(await query(second, "SELECT current_user")).toEqual([[role]]);
    }
    expect(await bootstrap(program, login)).toMatchObject({ status: 0 });
    await expect(query(urlOf(secondRole, next, "openops"), "SELECT 1")).rejects.toMatchObject({
      code: "28P01",
    });
  });
});

describe("a statement that fails", () => {
  beforeEach(() => startEmpty());
  afterEach(() => server.remove());

  test("for want of rights stops the Job and leaves no password in any log", async () => {
    const login = { user: "administrator", password: "managed-service" };
    await query(
      asAdmin(),
      "CREATE ROLE openops_app",
      `CREATE ROLE ${login.user} LOGIN CREATEROLE CREATEDB PASSWORD '${login.password}'`,
    );
    const { status, log } = await bootstrap(program, login);

    expect(status).toBe(3);
    expect(log).toContain("permission denied to alter role");
    expect(log).not.toContain(passwordOf("openops_app"));
    expect(await logged(server, "permission denied to alter role")).not.toContain(passwordOf("openops_app"));
  });

  test("for a superuser leaves no password in any log", async () => {
    expect((await bootstrap(program)).status).toBe(0);
    await query(asAdmin(), "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    await logged(server, "reloading configuration files");
    const { status, log } = await bootstrap(program);

    expect(status).toBe(3);
    expect(log).toContain("read-only transaction");
    expect(log).not.toContain(passwordOf("openops_app"));
    expect(await logged(server, "read-only transaction")).not.toContain(passwordOf("openops_app"));
  });
});
