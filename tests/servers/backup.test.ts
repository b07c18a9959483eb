import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { secretFingerprint } from "../../components/checks/recorded/stored-secrets";
import { mockSecret, type ProgramRun } from "../support/program";
import { BackupPods, endOf } from "./backups/backup-pods";
import type { Container } from "./container";
import { eventually, scratchFolder } from "./machine";
import { bootstrap, postgresVolume, query, rolePassword, stackWith, startPostgres, urlOf } from "./postgres";
import { withBackups } from "./backups/saved-stack";

let program: ProgramRun;
let server: Container;
let pods: BackupPods;

function as(role: string, database: string): string {
  return urlOf(role, rolePassword(program, role), database);
}

beforeAll(async () => {
  program = await stackWith({}, withBackups);
  server = await startPostgres(program, await postgresVolume(program));
  expect((await bootstrap(program)).status).toBe(0);
  await query(
    as("openops_app", "openops"),
    "CREATE TABLE flow (id int PRIMARY KEY, name text)",
    "INSERT INTO flow SELECT n, 'flow ' || n FROM generate_series(1, 500) n",
    "CREATE TABLE migrations (id int)",
  );
  await query(as("openops_tables", "tables"), 'CREATE TABLE "a | ""b"" table" AS SELECT 1 AS id');
});

beforeEach(() => {
  pods = new BackupPods(program);
  pods.upload("image.png", "an image");
});

afterAll(() => server.remove());

const annotationsSchema = z.object({
  template: z.object({ metadata: z.object({ annotations: z.record(z.string(), z.string()) }) }),
});

/** A backup's name is the second it was begun in. */
const aSecond = 1100;

test("a backup says what is in it, when it was made and by which releases", async () => {
  const before = new Date().toISOString().slice(0, 19);
  const manifest = await pods.save();

  expect(pods.kept()).toEqual([manifest.id]);
  expect(manifest).toMatchObject({
    openops: "0.6.25",
    tables: "0.2.19",
    analytics: "0.14.7",
    postgresMajor: "17",
    encryptionKey: secretFingerprint("encryptionKey", mockSecret("encryptionKey")),
    uploads: 1,
    databases: [
      {
        service: "app",
        database: "openops",
        owner: "openops_app",
        rows: [
          ["public.flow", 500],
          ["public.migrations", 0],
        ],
      },
      { service: "tables", database: "tables", rows: [['public.a | "b" table', 1]] },
      { service: "analytics", database: "analytics", owner: "openops_analytics", rows: [] },
    ],
  });
  expect(manifest.files.map(({ name }) => name)).toEqual([
    "analytics.dump",
    "app.dump",
    "files.tar.gz",
    "roles.sql",
    "tables.dump",
  ]);
  expect(manifest.startedAt >= before && manifest.finishedAt >= manifest.startedAt).toBe(true);
});

test("a backup holds the roles without their passwords", async () => {
  const { id } = await pods.save();
  const roles = readFileSync(join(pods.volumes.backups, id, "roles.sql"), "utf8");

  expect(roles).toContain("CREATE ROLE openops_tables_ro LOGIN CONNECTION LIMIT -1");
  expect(roles).toContain("GRANT openops_tables_ro TO openops_analytics");
  expect(roles).not.toMatch(/postgres|PASSWORD|SCRAM|generated-/);
});

test("finished backups are listed, an unfinished one is not, and the next one clears it away", async () => {
  const { id } = await pods.save();
  await query(
    as("openops_app", "openops"),
    "CREATE TABLE wide AS SELECT repeat('x', 1000000) FROM generate_series(1, 200)",
  );
  await sleep(aSecond);
  const killed = await pods.startSaving();
  await eventually(() => (killed.log().includes("saving the database openops") ? true : undefined));
  await killed.remove();
  await query(as("openops_app", "openops"), "DROP TABLE wide");
  const left = pods.kept();
  const { log } = await pods.step("list");

  expect(left).toEqual([expect.stringMatching(/^\.unfinished-/), id]);
  expect(
    log
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id),
  ).toEqual([id]);
  const next = await pods.save({ TIMEOUT_MINUTES: "0" });
  // Minutes are counted in full, so that a draft of this very minute may be somebody's work.
  expect(pods.kept().filter((name) => !name.startsWith("."))).toEqual([id, next.id]);
});

test("as many backups are kept as configured, the newest ones", async () => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    ids.push((await pods.save({ KEEP: "2" })).id);
    await sleep(aSecond);
  }

  expect(pods.kept()).toEqual(ids.slice(1));
});

test("on a full volume a backup fails, says why, leaves nothing of it, and earlier ones as they were", async () => {
  const small = scratchFolder("small");
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", small]);
  pods = new BackupPods(program, {}, { ...pods.volumes, backups: small });
  const { id } = await pods.save();
  await query(
    as("openops_app", "openops"),
    "CREATE TABLE large AS SELECT md5(n::text) FROM generate_series(1, 20000) n",
  );
  const { status, log } = await endOf(await pods.startSaving());
  await query(as("openops_app", "openops"), "DROP TABLE large");

  expect(status).not.toBe(0);
  expect(log).toContain("No space left on device");
  expect(log).toContain(
    "The backup failed (see above). Nothing of it is kept; earlier ones are as they were.",
  );
  expect(pods.kept()).toEqual([id]);
  expect((await pods.step("verify", id)).log).toBe(`backup ${id} is complete and undamaged\n`);
});

test("a password that the server refuses fails the backup, which shows no password", async () => {
  const { status, log } = await endOf(
    await pods.startSaving({ PASSWORD_OF_OPENOPS_APP: "not-the-password" }),
  );

  expect(status).not.toBe(0);
  expect(log).toContain('password authentication failed for user "openops_app"');
  expect(log).not.toContain("not-the-password");
  expect(pods.kept()).toEqual([]);
});

test("the hooks of Velero put a dump of everything beside the files of Postgres, and take it away", async () => {
  const velero = await stackWith({}, { backup: { velero: true } });
  const { spec } = velero.find("kubernetes:apps/v1:StatefulSet", "postgres").inputs;
  const annotations = annotationsSchema.parse(spec).template.metadata.annotations;
  const hook = async (when: string) => {
    const command = z
      .array(z.string())
      .parse(JSON.parse(annotations[`${when}.hook.backup.velero.io/command`] ?? ""));
    const { status, errors } = await server.exec(command);
    expect([status, errors]).toEqual([0, ""]);
  };
  const dump = "/var/lib/postgresql/data/velero.sql.gz";

  await hook("pre");
  const { output } = await server.exec(["bash", "-c", `gunzip < ${dump} | grep -c 'CREATE DATABASE'`]);
  await hook("post");

  expect(output).toBe("3\n");
  expect((await server.exec(["test", "-e", dump])).status).toBe(1);
});
