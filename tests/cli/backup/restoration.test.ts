import { manifestRow, manifestsIn } from "../../../cli/backup/manifest";
import { refuseNewerRelease } from "../../../cli/backup/release-order";
import { Restoration } from "../../../cli/backup/restoration";

type Restore = { readonly id: string; readonly run: string };

/** A cluster that writes down what is done to it; steps of some names fail. */
interface Story {
  readonly failing?: readonly string[];
  readonly underWay?: Restore;
  readonly stayStopped?: boolean;
}

function record({ failing = [], underWay, stayStopped = false }: Story = {}) {
  const done: string[] = [];
  const note = (entry: string) => {
    done.push(entry);
    return Promise.resolve();
  };
  const restoration = new Restoration({
    step: ({ STEP = "", BACKUP_ID = "", RESTORE_RUN = "" }) =>
      note([STEP, BACKUP_ID, RESTORE_RUN].join(" ").trim()).then(() => {
        if (failing.includes(STEP)) {
          throw new Error(`${STEP} went wrong.`);
        }
      }),
    writers: {
      restoreUnderWay: () => Promise.resolve(underWay),
      noteRestore: (restore) => note(restore === undefined ? "forget the run" : `note ${restore.run}`),
      stop: () => note("stop"),
      start: () => note("start"),
    },
    newRun: () => "new",
    again: "npm run restore -- --from A",
    report: () => undefined,
    stayStopped,
  });
  return { done, restoration };
}

describe("a restore", () => {
  test("stops what writes, restores, starts again, and is noted while it is under way", async () => {
    const { done, restoration } = record();
    await restoration.restore("A");

    expect(done).toEqual(["note new", "stop", "restore A new", "start", "forget the run"]);
  });

  test("that fails starts the services again, says how to go on and stays noted", async () => {
    const { done, restoration } = record({ failing: ["restore"] });

    await expect(restoration.restore("A")).rejects.toThrow(
      "restore went wrong.\nThe services run again. To go on: npm run restore -- --from A; to give it up: --undo.",
    );
    expect(done).toEqual(["note new", "stop", "restore A new", "start"]);
  });

  test("that is to leave the services stopped does so, and starts them on demand", async () => {
    const { done, restoration } = record({ stayStopped: true });
    await restoration.restore("A");
    const stopped = [...done];
    await restoration.start();

    expect(stopped).toEqual(["note new", "stop", "restore A new", "forget the run"]);
    expect(done.at(-1)).toBe("start");
  });

  test("that fails starts the services again, whatever was to be after it", async () => {
    const { done, restoration } = record({ failing: ["restore"], stayStopped: true });

    await expect(restoration.restore("A")).rejects.toThrow("The services run again.");
    expect(done.at(-1)).toBe("start");
  });

  test("that was killed goes on as the same one", async () => {
    const { done, restoration } = record({ underWay: { id: "A", run: "first" } });
    await restoration.check("A");
    await restoration.restore("A");

    expect(done).toContain("restore A first");
  });

  test("of another backup is refused while one is unfinished, and nothing is done", async () => {
    const { done, restoration } = record({ underWay: { id: "A", run: "first" } });

    await expect(restoration.check("B")).rejects.toThrow(
      "A restore of A was begun and not finished. Finish it (--from A) or give it up (--undo).",
    );
    expect(done).toEqual([]);
  });

  test("that is refused at the check stops nothing", async () => {
    const { done, restoration } = record({ failing: ["check"] });

    await expect(restoration.check("A")).rejects.toThrow("check went wrong.");
    expect(done).toEqual(["check A"]);
  });

  test("is undone while nothing writes", async () => {
    const { done, restoration } = record();
    await restoration.undo();

    expect(done).toEqual(["stop", "undo", "start", "forget the run"]);
  });

  test("is forgotten without a stop", async () => {
    const { done, restoration } = record();
    await restoration.forget();

    expect(done).toEqual(["forget"]);
  });
});

const manifest = {
  format: 1,
  id: "20261101T010000Z",
  startedAt: "2026-11-01T01:00:00Z",
  finishedAt: "2026-11-01T01:00:42Z",
  openops: "0.6.25",
  tables: "0.2.19",
  analytics: "0.14.7",
  postgresMajor: "17",
  encryptionKey: "0011223344556677",
  uploads: 3,
  files: [{ name: "app.dump", bytes: 3 * 1024 * 1024, sha256: "00" }],
  databases: [
    {
      service: "app",
      database: "openops",
      owner: "openops_app",
      rows: [
        ["public.flow", 5],
        ["public.run", 7],
      ],
    },
  ],
} as const;

describe("a backup", () => {
  test("is found among what a pod prints, the newest last", () => {
    const newer = { ...manifest, id: "20261102T010000Z" };
    const lines = [JSON.stringify(newer), "backup made", JSON.stringify(manifest), '{"format":2}'];

    expect(manifestsIn(lines).map(({ id }) => id)).toEqual([manifest.id, newer.id]);
  });

  test("is listed with its time, releases, rows, files, size and the fingerprint of its key", () => {
    const [found] = manifestsIn([JSON.stringify(manifest)]);

    expect(found && manifestRow(found)).toEqual([
      ...["20261101T010000Z", "2026-11-01T01:00:00Z", "42 s", "0.6.25", "17", "12", "3", "3.0 MiB"],
      "0011223344556677",
    ]);
  });

  test("of a newer release than the stack's is refused, with the release to go to", () => {
    const [found] = manifestsIn([JSON.stringify(manifest)]);

    expect(() => found && refuseNewerRelease(found, "0.6.24")).toThrow(
      "Backup 20261101T010000Z was made by OpenOps 0.6.25, and the stack has 0.6.24, which cannot read newer data. " +
        "Nothing was changed. Upgrade first: pulumi config set openops:version 0.6.25, then pulumi up",
    );
    expect(() => found && refuseNewerRelease(found, "0.6.25")).not.toThrow();
  });
});
