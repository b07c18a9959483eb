import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { nodeLayoutOf } from "../../../sandbox/node/node-layout";
import { lostWhile } from "../load";
import { RealStack } from "../real-stack";

/** A stack with TLS everywhere and three pods of the app, whose data is lost and comes back. */
let stack: RealStack;
let first: string;

beforeAll(async () => {
  const services = { app: { replicas: 3 } };
  stack = await RealStack.start("ci", { preset: "ci", services, backup: { enabled: true } });
  await stack.exec("deployment/openops-tables", "sh", "-c", `echo ours > ${picture}`);
  await sql("openops", "INSERT INTO note (text) SELECT 'note ' || n FROM generate_series(1, 1000) n");
  await sql("tables", "INSERT INTO entry (text) VALUES ('row')");
  await sql("openops", "CREATE ROLE company_reader; GRANT openops_app TO company_reader");
}, 900_000);

afterAll(() => stack?.remove());

const picture = "/baserow/data/media/picture.txt";
const smokeSchema = z.object({ results: z.array(z.object({ what: z.string(), ok: z.boolean() })) });
const manifestSchema = z.object({ id: z.string() });
const backupsSchema = z.object({
  backups: z.array(manifestSchema),
  damaged: z.array(z.string()).optional(),
});

function sql(database: string, statement: string): Promise<string> {
  return stack.exec("postgres-0", "psql", "-U", "postgres", "-d", database, "-Atc", statement);
}

/** What a person would miss. */
async function data() {
  return {
    notes: await sql("openops", "SELECT count(*), min(text), max(text) FROM note"),
    organisations: await sql("openops", "SELECT name FROM organization"),
    rows: await sql("tables", "SELECT text FROM entry"),
    dashboards: await sql("analytics", "SELECT count(*) FROM dashboard"),
    owners: await sql(
      "openops",
      "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    ),
    members: await sql(
      "postgres",
      "SELECT pg_has_role('company_reader', 'openops_app', 'member') FROM pg_roles WHERE rolname = 'company_reader'",
    ),
    picture: await stack.exec("deployment/openops-tables", "cat", picture),
  };
}

/** Makes a backup and returns its name. */
async function backup(): Promise<string> {
  return manifestSchema.parse(JSON.parse(await command("backup", "--json"))).id;
}

function command(name: string, ...args: readonly string[]): Promise<string> {
  return stack.run(name, "--stack", stack.stack, ...args);
}

/** The folder of the node that holds a backup. */
function folderOf(id: string): string {
  const { volumes } = nodeLayoutOf(stack.checkout.path(".sandbox", "cluster"));
  const found = readdirSync(volumes, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(`/${id}`),
  );
  expect(found).toHaveLength(1);
  return join(volumes, found[0] ?? "");
}

test("three apps on an empty database have migrated it once and made one organisation", async () => {
  const counts =
    "SELECT (SELECT string_agg(name, ',' ORDER BY id) FROM migrations), (SELECT count(*) FROM organization)";
  expect(await sql("openops", counts)).toBe("Initial,AddLabels|1");
});

test("smoke finds every service, every route and every certificate good", async () => {
  const { results } = smokeSchema.parse(JSON.parse(await command("smoke", "--json")));
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.map(({ what }) => what)).toEqual(
    expect.arrayContaining(["certificate of the database", "certificate of the cache", "nginx/healthz"]),
  );
});

test("a backup is made without stopping anything, is listed and is found good", async () => {
  const client = await stack.gateway();
  const lost = await lostWhile(client, "/api/v1/health", async () => {
    first = await backup();
  });
  expect(lost).toEqual({ during: [], after: [] });
  const listed = backupsSchema.parse(JSON.parse(await command("backups", "--verify", "--json")));
  expect({ ids: listed.backups.map(({ id }) => id), damaged: listed.damaged }).toEqual({
    ids: [first],
    damaged: [],
  });
});

test("what was lost comes back: rows, roles, owners and files", async () => {
  const before = await data();
  await sql("openops", "DROP TABLE note, organization, migrations");
  await sql("tables", "DROP TABLE entry CASCADE");
  await sql("analytics", "DROP TABLE dashboard");
  await sql("openops", "DROP OWNED BY company_reader; DROP ROLE company_reader");
  await stack.exec("deployment/openops-tables", "rm", picture);

  await command("restore", "--from", first, "--overwrite");

  expect(await data()).toEqual(before);
  expect((await stack.pods()).filter((pod) => !pod.includes(": ready, "))).toEqual([]);
});

test("a restore is taken back, and what it put aside is deleted on demand", async () => {
  await command("restore", "--undo", "--overwrite");
  // The app found no table in the data from before, and made it anew.
  expect(await sql("openops", "SELECT count(*) FROM note")).toBe("0");
  await command("restore", "--undo", "--overwrite");
  expect(await sql("openops", "SELECT count(*) FROM note")).toBe("1000");
  await command("restore", "--forget", "--overwrite");
  expect(await sql("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_before'")).toBe("0");
});

test("a restore that is killed leaves the data as it is, and goes on when it is run again", async () => {
  const args = ["restore", "--stack", stack.stack, "--from", first, "--overwrite"];
  const running = stack.checkout.start(args);
  await running.printed("Restoring …");
  process.kill(-running.pid, "SIGKILL");
  await running.ended;
  expect(await sql("openops", "SELECT count(*) FROM pg_database WHERE datname = 'openops'")).toBe("1");

  await stack.run(...args);

  expect(await sql("openops", "SELECT count(*) FROM note")).toBe("1000");
  await command("restore", "--forget", "--overwrite");
});

test("a damaged backup is named, and refused before anything is stopped", async () => {
  const second = await backup();
  const file = join(folderOf(second), "app.dump");
  const content = readFileSync(file);
  content.writeUInt8(content.readUInt8(content.length - 1) ^ 0xff, content.length - 1);
  writeFileSync(file, content);

  const { code, out } = await stack.checkout.run("backups", "--stack", stack.stack, "--verify", "--json");
  expect({ code, damaged: backupsSchema.parse(JSON.parse(out)).damaged }).toEqual({
    code: 1,
    damaged: [second],
  });
  const client = await stack.gateway();
  const lost = await lostWhile(client, "/api/v1/health", async () => {
    const refused = await stack.checkout.run(
      ...["restore", "--stack", stack.stack, "--from", second, "--overwrite"],
    );
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain("app.dump");
  });
  expect(lost).toEqual({ during: [], after: [] });
});
