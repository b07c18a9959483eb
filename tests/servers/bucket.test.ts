import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { manifestSchema } from "../../cli/backup/manifest";
import type { ProgramRun } from "../support/program";
import { endOf } from "./backups/backup-pods";
import { Bucket, bucketKeys } from "./backups/bucket";
import { Container } from "./container";
import { postgresImage, rcloneImage, type Image } from "./images";
import { scratchFolder } from "./machine";
import { podSpecOf, withSecret } from "./pod-spec";
import { bootstrap, postgresVolume, query, rolePassword, stackWith, startPostgres, urlOf } from "./postgres";

/** Backups to a bucket: the pods' own scripts and containers, real Postgres, real rclone, a server that speaks S3. */
const secretName = "bucket-keys";
const [name, prefix] = ["company-backups", "openops/openops-dev"];
const keep = 2;
/** A backup's name is the second it was begun in. */
const aSecondMs = 1100;
let bucket: Bucket;
let program: ProgramRun;
let server: Container;

beforeAll(async () => {
  const target = {
    kind: "s3",
    bucket: name,
    region: "eu-central-1",
    endpoint: Bucket.endpoint,
    credentialsSecret: secretName,
  };
  const made = await stackWith({}, { backup: { enabled: true, keep, target } });
  program = withSecret(made, secretName, bucketKeys);
  server = await startPostgres(program, await postgresVolume(program));
  expect((await bootstrap(program)).status).toBe(0);
  await query(app(), "CREATE TABLE flow AS SELECT n AS id FROM generate_series(1, 100) n");
});

beforeEach(async () => {
  bucket = await Bucket.start(name);
});

afterEach(() => bucket.stop());

afterAll(() => server.remove());

function app(): string {
  return urlOf("openops_app", rolePassword(program, "openops_app"), "openops");
}

interface Step {
  readonly workload: "openops-backup" | "openops-restore";
  readonly environment?: Readonly<Record<string, string>>;
  /** The stack whose pod it is, where it is another. */
  readonly of?: ProgramRun;
}

/** Runs a pod as a kubelet does: the containers one after the other on the same volumes, as far as they succeed. */
async function runPod({ workload, environment = {}, of = program }: Step) {
  const claims = { backups: scratchFolder("backups"), tables: scratchFolder("tables") };
  mkdirSync(join(claims.tables, "media"));
  writeFileSync(join(claims.tables, "media", "image.png"), "an image");
  const run = async (container: string | undefined, image: Image) =>
    endOf(await Container.start(podSpecOf(of, workload, container), image, { claims, environment }));
  const saves = workload === "openops-backup";
  const first = await (saves ? run("databases", postgresImage) : run("transfer", rcloneImage()));
  return first.status === 0 ? run(undefined, saves ? rcloneImage() : postgresImage) : first;
}

/** Makes a backup and returns its name. */
async function save(): Promise<string> {
  const { status, log } = await runPod({ workload: "openops-backup" });
  expect({ status, log: status === 0 ? "" : log }).toEqual({ status: 0, log: "" });
  return manifestSchema.parse(JSON.parse(log.trim().split("\n").at(-1) ?? "")).id;
}

function step(STEP: string, id = "") {
  const environment = { STEP, BACKUP_ID: id, RESTORE_RUN: "first" };
  return runPod({ workload: "openops-restore", environment });
}

test("a backup lies in the bucket as a whole", async () => {
  const id = await save();
  expect(bucket.objects()).toEqual(
    ["analytics.dump", "app.dump", "files.tar.gz", "manifest.json", "roles.sql", "tables.dump"].map(
      (file) => `${prefix}/${id}/${file}`,
    ),
  );
});

test("no more backups are kept than the configuration says, and the newest are", async () => {
  const made: string[] = [];
  while (made.length <= keep) {
    made.push(await save());
    await sleep(aSecondMs);
  }
  const kept = new Set(bucket.objects().map((key) => key.split("/")[2]));
  expect([...kept]).toEqual(made.slice(-keep));
});

test("what was left unfinished goes after a day, and not before, as it may be under way", async () => {
  const justNow = `${new Date(Date.now() - 60_000).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
  for (const unfinished of ["20250101T010000Z", justNow]) {
    mkdirSync(join(bucket.folder, prefix, unfinished), { recursive: true });
    writeFileSync(join(bucket.folder, prefix, unfinished, "app.dump"), "half of it");
  }
  const id = await save();
  expect([...new Set(bucket.objects().map((key) => key.split("/")[2]))].sort()).toEqual([justNow, id].sort());
});

test("a restore brings back from the bucket what was lost", async () => {
  const id = await save();
  await query(app(), "DELETE FROM flow");
  for (const name of ["check", "restore"]) {
    const { status, log } = await step(name, id);
    expect({ name, status, log: status === 0 ? "" : log }).toEqual({ name, status: 0, log: "" });
  }
  expect(await query(app(), "SELECT count(*)::int FROM flow")).toEqual([[100]]);
  expect((await step("forget")).status).toBe(0);
});

test("a list has each finished backup's manifest, and needs nothing else of it", async () => {
  const id = await save();
  const { status, log } = await step("list");
  expect(status).toBe(0);
  expect(log).toContain(`"id":"${id}"`);
});

test("an object that was changed in the bucket is named", async () => {
  const id = await save();
  const file = join(bucket.folder, prefix, id, "tables.dump");
  const content = readFileSync(file);
  content.writeUInt8(content.readUInt8(content.length - 1) ^ 0xff, content.length - 1);
  writeFileSync(file, content);
  const { status, log } = await step("verify", id);
  expect({ status, names: log.includes("tables.dump") }).toEqual({ status: 1, names: true });
});

test("a bucket without a backup has an empty list", async () => {
  const { status, log } = await step("list");
  expect({ status, log }).toEqual({ status: 0, log: "" });
});

test("a key that the bucket does not take fails a list with what the bucket says", async () => {
  const wrong = { ...bucketKeys, AWS_SECRET_ACCESS_KEY: "another-secret-of-a-bucket" };
  const of = withSecret(program, secretName, wrong);
  const { status, log } = await runPod({ workload: "openops-restore", environment: { STEP: "list" }, of });
  expect(status).not.toBe(0);
  expect(log).toContain("403");
  expect(log).not.toContain(wrong.AWS_SECRET_ACCESS_KEY);
});

test("a key that the bucket does not take fails the backup, and nothing of the key is told", async () => {
  const wrong = { ...bucketKeys, AWS_SECRET_ACCESS_KEY: "another-secret-of-a-bucket" };
  const of = withSecret(program, secretName, wrong);
  const { status, log } = await runPod({ workload: "openops-backup", of });
  expect(status).not.toBe(0);
  expect(log).toContain("403");
  expect(log).toContain(`target:${name}/${prefix}`);
  expect(log).not.toContain(wrong.AWS_SECRET_ACCESS_KEY);
  expect(bucket.objects()).toEqual([]);
});
