import { statSync } from "node:fs";
import { join } from "node:path";
import { query } from "./postgres";
import { inUse, keptBeside, SavedStack } from "./backups/saved-stack";

let stack: SavedStack;

/** What must hold of a restore, whoever carries it out. */
function restoring(): void {
  test("a restore brings back rows, owners, rights, sequences and files, and keeps what was there beside it", async () => {
    const before = await stack.data();
    await stack.damage();
    const { status, log } = await stack.pods.step("restore", stack.id);

    expect({ status, log: status === 0 ? "" : log }).toEqual({ status: 0, log: "" });
    expect(await stack.data()).toEqual(before);
    expect(await stack.databases()).toEqual(keptBeside);
    expect(await query(stack.asAdmin("openops_before"), "SELECT count(*)::int FROM flow")).toEqual([[3]]);
    expect(statSync(join(stack.pods.volumes.tables, "media", "user_files", "image.png")).uid).toBe(9999);
  });

  test("each role may connect as before, and no other may", async () => {
    await expect(query(stack.as("openops_app", "tables"), "SELECT 1")).rejects.toMatchObject({
      code: "42501",
    });
    await expect(query(stack.as("openops_tables_ro", "openops"), "SELECT 1")).rejects.toMatchObject({
      code: "42501",
    });
    await query(stack.as("openops_tables", "tables"), "CREATE TABLE later AS SELECT 1 AS id");
    expect(await query(stack.as("openops_tables_ro", "tables"), "SELECT * FROM later")).toEqual([[1]]);
  });

  test("another restore is refused while what the last one put aside is there", async () => {
    const { status, log } = await stack.pods.step("restore", stack.id, "second");

    expect(status).toBe(1);
    expect(log).toContain("The server still has what the last restore put aside: openops_before");
    expect(await stack.databases()).toEqual(keptBeside);
  });

  test("the same restore, taken up again after its end, changes nothing", async () => {
    await query(stack.app, "INSERT INTO flow VALUES (9001, 'new')");
    expect((await stack.pods.step("restore", stack.id)).status).toBe(0);

    expect(await stack.flows()).toBe(5001);
    expect(await stack.databases()).toEqual(keptBeside);
  });

  test("it can be undone, and done again, with nothing lost", async () => {
    expect((await stack.pods.step("undo")).status).toBe(0);
    const undone = await stack.flows();
    const files = Object.values(stack.pods.uploads());
    expect((await stack.pods.step("undo")).status).toBe(0);

    expect(undone).toBe(3);
    expect(files).toEqual(["overwritten", "late"]);
    expect(await stack.flows()).toBe(5001);
    expect(Object.values(stack.pods.uploads())).toEqual(["an image"]);
  });

  test("what was put aside goes on demand", async () => {
    expect((await stack.pods.step("forget")).status).toBe(0);

    expect(await stack.databases()).toEqual(inUse);
    expect(await stack.flows()).toBe(5001);
  });

  test("databases that were dropped come back", async () => {
    await query(stack.asAdmin(), ...inUse.map((name) => `DROP DATABASE ${name} WITH (FORCE)`));
    expect((await stack.pods.step("restore", stack.id, "third")).status).toBe(0);

    expect(await stack.flows()).toBe(5000);
    expect(await stack.databases()).toEqual(inUse);
  });
}

describe("with a superuser", () => {
  beforeAll(async () => {
    stack = await SavedStack.start();
  });
  afterAll(() => stack.server.remove());
  restoring();
});

describe("with an administrator who is no superuser", () => {
  beforeAll(async () => {
    stack = await SavedStack.start({ user: "administrator", password: "managed-service" });
  });
  afterAll(() => stack.server.remove());
  restoring();
});
