import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BackupPods } from "./backups/backup-pods";
import { run } from "./command";
import { eventually } from "./machine";
import { query, stackWith } from "./postgres";
import { inUse, keptBeside, SavedStack, withBackups } from "./backups/saved-stack";

let stack: SavedStack;

describe("nothing is touched", () => {
  let before: Awaited<ReturnType<SavedStack["data"]>>;

  beforeAll(async () => {
    stack = await SavedStack.start();
    before = await stack.data();
  });
  afterAll(() => stack.server.remove());
  afterEach(async () => {
    expect(await stack.data()).toEqual(before);
    expect(await stack.databases()).toEqual(inUse);
  });

  /** Changes a file of the backup while something is tried, and puts it back. */
  async function changed(
    name: string,
    change: (content: Buffer) => string | Buffer,
    tried: () => Promise<void>,
  ) {
    const path = join(stack.pods.volumes.backups, stack.id, name);
    const content = readFileSync(path);
    writeFileSync(path, change(content));
    await tried().finally(() => writeFileSync(path, content));
  }

  test("by a restore of what is not there", async () => {
    expect(await stack.pods.step("restore", "20200101T000000Z")).toEqual({
      status: 1,
      log: "There is no finished backup 20200101T000000Z.\n",
    });
  });

  test("by a damaged archive", async () => {
    const oneByte = (content: Buffer) => {
      content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
      return content;
    };
    await changed(
      "app.dump",
      (content) => oneByte(Buffer.from(content)),
      async () => {
        const { status, log } = await stack.pods.step("restore", stack.id);
        expect(status).toBe(1);
        expect(log).toContain("app.dump: FAILED");
        expect(log).toContain(
          `Backup ${stack.id} is damaged: the files named above are not those of its manifest.`,
        );
      },
    );
  });

  test("by an archive that is cut off", async () => {
    await changed(
      "files.tar.gz",
      (content) => content.subarray(0, 20),
      async () => {
        expect(await stack.pods.step("verify", stack.id)).toMatchObject({ status: 1 });
      },
    );
  });

  test("by a backup under another encryption key, which is named by its fingerprint alone", async () => {
    const other = await stackWith({ encryptionKey: "00112233445566778899aabbccddeeff" }, withBackups);
    const { status, log } = await stack.pods.of(other).step("restore", stack.id);

    expect(status).toBe(1);
    expect(log).toMatch(
      /^Backup \S+ was made under another encryption key: its fingerprint is [0-9a-f]{16}, the one of this stack's key is [0-9a-f]{16}\. .* pulumi config set --secret openops:encryptionKey$/m,
    );
    expect(log).not.toContain("00112233445566778899aabbccddeeff");
  });

  test("by a backup of a newer Postgres", async () => {
    const newer = (content: Buffer) =>
      content.toString().replace('"postgresMajor":"17"', '"postgresMajor":"18"');
    await changed("manifest.json", newer, async () => {
      const { status, log } = await stack.pods.step("restore", stack.id);
      expect(status).toBe(1);
      expect(log).toContain(
        `Backup ${stack.id} comes from Postgres 18, and the server is 17: a dump does not go back.`,
      );
    });
  });

  test("by a backup whose rows are not those it says", async () => {
    const fewer = (content: Buffer) =>
      content.toString().replace('["public.flow", 5000]', '["public.flow", 4999]');
    await changed("manifest.json", fewer, async () => {
      const { status, log } = await stack.pods.step("restore", stack.id);
      expect(status).toBe(1);
      expect(log).toContain('< ["public.flow", 4999]');
      expect(log).toContain(
        "The restore failed (see above). The databases and files in use are as they were.",
      );
    });
  });

  test("by a restore onto a server without room", async () => {
    // New databases go where their template is: a small volume beside the one of the log.
    await inServer("mkdir", "/tmp/small");
    await inServer("mount", "-t", "tmpfs", "-o", "size=12m,uid=999,gid=999,mode=700", "tmpfs", "/tmp/small");
    await query(stack.asAdmin(), "CREATE TABLESPACE small LOCATION '/tmp/small'");
    await query(stack.asAdmin(), "ALTER DATABASE template0 SET TABLESPACE small");
    const { status, log } = await stack.pods.step("restore", stack.id);
    await query(stack.asAdmin(), "ALTER DATABASE template0 SET TABLESPACE pg_default");

    expect(status).not.toBe(0);
    expect(log).toContain("No space left on device");
    expect(log).toContain("The restore failed (see above). The databases and files in use are as they were.");
  });

  test("by a restore onto a full volume of tables", async () => {
    const tables = stack.pods.volumes.tables;
    const beside = new BackupPods(stack.program, {}, { ...stack.pods.volumes, tables: `${tables}-small` });
    execFileSync("mkdir", [beside.volumes.tables]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,nr_inodes=4", "tmpfs", beside.volumes.tables]);
    const { status, log } = await beside.step("restore", stack.id);

    expect(status).not.toBe(0);
    expect(log).toContain("No space left on device");
    expect(log).toContain("The databases and files in use are as they were.");
  });

  test("by a restore that is killed while it loads; taken up again, it is carried out", async () => {
    const killed = await stack.pods.startStep("restore", stack.id);
    await eventually(async () => ((await stack.databases()).includes("openops_restored") ? true : undefined));
    await killed.remove();

    expect(await stack.data()).toEqual(before);
    expect(await stack.databases()).toContain("openops_restored");
    expect((await stack.pods.step("restore", stack.id)).status).toBe(0);
    expect(await stack.databases()).toEqual(keptBeside);
    expect((await stack.pods.step("undo")).status).toBe(0);
    expect((await stack.pods.step("forget")).status).toBe(0);
  });

  test("by a restore that is killed and given up", async () => {
    const killed = await stack.pods.startStep("restore", stack.id);
    await eventually(() => (killed.log().includes("loading tables") ? true : undefined));
    await killed.remove();
    const { status, log } = await stack.pods.step("undo");

    expect([status, log]).toEqual([
      0,
      "what an unfinished restore had loaded is deleted; nothing else was changed\n",
    ]);
  });
});

/** Runs a command as root among the server's mounts. */
async function inServer(...command: readonly string[]): Promise<void> {
  const { status, errors } = await run([
    ...["/usr/bin/nsenter", "--target", String(stack.server.pid), "--mount", "--root", "--", ...command],
  ]);
  expect([status, errors]).toEqual([0, ""]);
}
