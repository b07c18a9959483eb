import { releaseOf } from "../../../components/checks/recorded/release";
import { CommandError, StoppedError } from "../../../cli/errors";
import type { Migrations } from "../../../cli/upgrade/migrations";
import { plannedUpgrade, type PlannedUpgrade } from "../../../cli/upgrade/planned-upgrade";
import { Upgrade } from "../../../cli/upgrade/upgrade";
import type { UpgradeNote } from "../../../cli/upgrade/upgrade-note";
import { wayBack } from "../../../cli/upgrade/rollback-advice";
import { configOf } from "../../support/configuration";

const config = configOf({ backup: { enabled: true }, rollout: { backupBeforeUpgrade: true } });
const found = plannedUpgrade(config, releaseOf(configOf({ version: "0.6.24" })), { withoutBackup: false });
if (found === undefined) {
  throw new Error("0.6.24 to 0.6.25 is an upgrade");
}
const planned: PlannedUpgrade = found;
const checked = { file: { stack: "prod", name: "", content: {}, config: {} }, config, namespace: "openops" };

const before: Migrations = [["app", "migrations", 61, "aa"]];
const after: Migrations = [["app", "migrations", 64, "bb"]];
const note: UpgradeNote = { from: "0.6.24", backup: "20261101T010000Z", migrations: before };

interface Story {
  readonly upgrade?: PlannedUpgrade | undefined;
  readonly withBackup?: boolean;
  readonly begun?: UpgradeNote;
  /** What is read, one look after the other; the last for all that follow. */
  readonly migrations?: readonly (Migrations | undefined | Error)[];
  readonly failures?: Readonly<Partial<Record<"backup" | "planned" | "previous", Error>>>;
  readonly unready?: readonly string[];
}

function attempt({
  upgrade = planned,
  withBackup = planned.backup,
  begun,
  migrations = [before],
  failures = {},
  unready = ["openops-app"],
}: Story) {
  const done: string[] = [];
  const looks = [...migrations];
  const act = <Result>(name: string, result: Result, failure?: Error): Promise<Result> => {
    done.push(name);
    return failure === undefined ? Promise.resolve(result) : Promise.reject(failure);
  };
  const carriedOut = new Upgrade({
    upgrade: { ...upgrade, backup: withBackup && upgrade.backup },
    steps: {
      note: {
        read: () => Promise.resolve(begun),
        write: (kept) => act(kept === undefined ? "forget" : `note ${JSON.stringify(kept)}`, undefined),
      },
      backup: () => act("backup", "20261101T010000Z", failures.backup),
      migrations: () => {
        const look = looks.length > 1 ? looks.shift() : looks[0];
        return look instanceof Error ? Promise.reject(look) : Promise.resolve(look);
      },
      unready: () => Promise.resolve(unready),
      update: (release) => act(release, undefined, failures[release]),
    },
    wayBack: (backup) => wayBack({ checked, context: "production", upgrade }, backup),
    report: (line) => done.push(`> ${line}`),
  }).run();
  const outcome = carriedOut.then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return outcome.then((said) => ({ done, said }));
}

const broken = new CommandError("The engine could not finish: it timed out.");
const noted = `note ${JSON.stringify(note)}`;

describe("an upgrade", () => {
  test("backs up, notes what was there, updates, and forgets the note", async () => {
    const { done, said } = await attempt({});

    expect(said).toBe("");
    expect(done).toEqual(["> Taking a backup before the upgrade …", "backup", noted, "planned", "forget"]);
  });

  test("without a backup notes and updates alone", async () => {
    const { done } = await attempt({ withBackup: false });

    expect(done).toEqual([
      `note ${JSON.stringify({ from: "0.6.24", migrations: before })}`,
      "planned",
      "forget",
    ]);
  });

  test("whose backup fails changes nothing and says how to go on", async () => {
    const { done, said } = await attempt({ failures: { backup: new CommandError("The volume is full.") } });

    expect(done).toEqual(["> Taking a backup before the upgrade …", "backup"]);
    expect(said).toBe(
      "The volume is full.\nThe upgrade was not begun and nothing was changed: it needs a backup first. " +
        "Fix the cause and run the command again, or go without one: --no-backup.",
    );
  });

  test("that fails while all new pods are healthy is told as it is", async () => {
    const { done, said } = await attempt({ failures: { planned: broken }, unready: [] });

    expect(said).toBe(broken.message);
    expect(done.at(-1)).toBe("planned");
  });

  test("that somebody interrupts is left as it is", async () => {
    const { done, said } = await attempt({ failures: { planned: new StoppedError("Stopped.") } });

    expect(said).toBe("Stopped.");
    expect(done.at(-1)).toBe("planned");
  });
});

describe("an upgrade whose pods do not become ready", () => {
  test("goes back to the images from before where no migration has run", async () => {
    const { done, said } = await attempt({ failures: { planned: broken } });

    expect(done.slice(-4)).toEqual([
      "planned",
      "> No migration has run. Going back to the images of OpenOps 0.6.24 …",
      "previous",
      "forget",
    ]);
    expect(said).toBe(
      `${broken.message}\n\nopenops-app did not become ready with OpenOps 0.6.25.\n` +
        "No migration had run, so the stack has the images of OpenOps 0.6.24 again. " +
        "The configuration still asks for the new ones: fix the cause, then run the command again.",
    );
  });

  const back = [
    "  pulumi config set openops:version 0.6.24 --stack prod",
    "  pulumi config set --path 'openops:rollout.downgradeTo' 0.6.24 --stack prod",
    "  npm run restore -- --stack prod --context production --from 20261101T010000Z --stay-stopped",
    "  npm run up -- --stack prod --context production --refresh",
    "  npm run restore -- --stack prod --context production --start",
  ];

  test("changes nothing more where one has run, keeps its note and names every command of the way back", async () => {
    const { done, said } = await attempt({ failures: { planned: broken }, migrations: [before, after] });

    expect(done.at(-1)).toBe("planned");
    expect(said).toBe(
      [
        `${broken.message}\n\nopenops-app did not become ready with OpenOps 0.6.25.`,
        "Migrations have run (app: 61, now 64), so OpenOps 0.6.24 may not read the data any more. Nothing more was changed.",
        "To go on: fix the cause, then run the command again.",
        "To go back with the backup from before the upgrade, 20261101T010000Z, in this order:",
        ...back,
      ].join("\n"),
    );
  });

  test.each<readonly [string, NonNullable<Story["migrations"]>]>([
    ["has nothing that could tell", [undefined]],
    ["cannot be asked any more", [before, new CommandError("The server does not answer.")]],
  ])("changes nothing more where the stack %s", async (_what, migrations) => {
    const { done, said } = await attempt({ failures: { planned: broken }, migrations });

    expect(done).not.toContain("previous");
    expect(said).toContain("Whether migrations have run could not be told, so OpenOps 0.6.24 may not read");
    expect(said).toContain(back.join("\n"));
  });

  test("goes back where what changes stores nothing, without a backup and without a look at migrations", async () => {
    const own = configOf({
      rollout: config.rollout,
      backup: config.backup,
      images: { engine: { tag: "0.6.25-1" } },
    });
    const flows = plannedUpgrade(own, releaseOf(configOf()), { withoutBackup: false });
    const { done } = await attempt({
      upgrade: flows,
      failures: { planned: broken },
      migrations: [undefined],
    });

    expect(flows?.backup).toBe(false);
    expect(done.filter((line) => !line.startsWith(">"))).toEqual([
      `note ${JSON.stringify({ from: "0.6.25" })}`,
      "planned",
      "previous",
      "forget",
    ]);
  });

  test("tells of a migration that ended while the images went back", async () => {
    const { done, said } = await attempt({
      failures: { planned: broken },
      migrations: [before, before, after],
    });

    expect(done.at(-1)).toBe("previous");
    expect(said).toContain("The images are those of OpenOps 0.6.24 again.\nMigrations have run");
    expect(said).toContain(back.join("\n"));
  });

  test("tells both failures where going back fails as well", async () => {
    const { said } = await attempt({
      failures: { planned: broken, previous: new CommandError("The quota is used up.") },
    });

    expect(said).toContain(
      "going back to the images of OpenOps 0.6.24 failed as well:\nThe quota is used up.",
    );
  });

  test("without a backup names the commands with a place for the ID", async () => {
    const { said } = await attempt({
      withBackup: false,
      failures: { planned: broken },
      migrations: [before, after],
    });

    expect(said).toContain(
      "To go back, restore a backup from before the upgrade (npm run backups lists them), in this order:",
    );
    expect(said).toContain("--from ID --stay-stopped");
  });
});

describe("an upgrade that was begun before", () => {
  test("goes on without another backup once its migrations have run, and is judged by what was there first", async () => {
    const { done, said } = await attempt({
      begun: note,
      migrations: [after],
      failures: { planned: broken },
    });

    expect(done).toEqual([
      "> Going on with an upgrade that was begun: migrations have run (app: 61, now 64). The backup from before it is 20261101T010000Z.",
      "planned",
    ]);
    expect(said).toContain("Migrations have run (app: 61, now 64)");
  });

  test.each([
    ["none of its migrations has run", note],
    ["it left another release", { ...note, from: "0.6.23", migrations: after }],
  ])("begins anew where %s", async (_what, begun) => {
    const { done } = await attempt({ begun });

    expect(done).toContain("backup");
    expect(done).toContain(noted);
  });
});
