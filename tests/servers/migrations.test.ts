import { migrationsIn, movedServices } from "../../cli/upgrade/migrations";
import { query } from "./postgres";
import { SavedStack } from "./backups/saved-stack";

const logins = [
  ["a superuser", undefined],
  ["an administrator who is no superuser", { user: "administrator", password: "managed-service" }],
] as const;

describe.each(logins)("the look at migrations with %s", (_who, login) => {
  let stack: SavedStack;

  beforeAll(async () => {
    stack = await SavedStack.start(login);
  });

  afterAll(() => stack.server.remove());

  async function look() {
    const { status, log } = await stack.pods.step("migrations");
    expect({ status, log: status === 0 ? "" : log }).toEqual({ status: 0, log: "" });
    return migrationsIn(log.split("\n"));
  }

  test("finds none in databases that nothing has migrated yet", async () => {
    expect(await look()).toEqual([]);
  });

  test("tells the tables of the app, tables and analytics, and which of them have changed since", async () => {
    const tables = stack.as("openops_tables", "tables");
    const analytics = stack.as("openops_analytics", "analytics");
    await query(
      stack.app,
      "CREATE TABLE migrations (id serial, timestamp bigint, name text)",
      "INSERT INTO migrations (timestamp, name) VALUES (1, 'First'), (2, 'Second')",
    );
    await query(tables, "CREATE TABLE django_migrations (id serial, app text, name text)");
    await query(
      analytics,
      "CREATE TABLE alembic_version (version_num text)",
      "INSERT INTO alembic_version VALUES ('aa')",
    );
    const before = await look();
    const again = await look();
    await query(stack.app, "INSERT INTO migrations (timestamp, name) VALUES (3, 'Third')");
    await query(analytics, "UPDATE alembic_version SET version_num = 'bb'");

    expect(before.map(([service, table, count]) => [service, table, count])).toEqual([
      ["app", "migrations", 2],
      ["tables", "django_migrations", 0],
      ["analytics", "alembic_version", 1],
    ]);
    expect(movedServices(before, again)).toEqual([]);
    expect(movedServices(before, await look())).toEqual([
      { service: "app", before: 2, after: 3 },
      { service: "analytics", before: 1, after: 1 },
    ]);
  });

  test("changes nothing", async () => {
    expect(await stack.flows()).toBe(5000);
    expect(await stack.databases()).toEqual(["analytics", "openops", "tables"]);
  });
});
