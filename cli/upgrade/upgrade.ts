import { CommandError, StoppedError } from "../errors";
import { movedServices, type Migrations, type MovedService } from "./migrations";
import { releaseText, type PlannedUpgrade } from "./planned-upgrade";
import type { UpgradeNote } from "./upgrade-note";

/** What an upgrade does to a stack, wherever that is. */
export interface UpgradeSteps {
  readonly note: {
    readonly read: () => Promise<UpgradeNote | undefined>;
    readonly write: (note: UpgradeNote | undefined) => Promise<void>;
  };
  /** Takes a backup; returns its ID, or undefined where pods are played. */
  readonly backup: () => Promise<string | undefined>;
  /** Which migrations have run; undefined where the stack has nothing that could tell. */
  readonly migrations: () => Promise<Migrations | undefined>;
  /** The Deployments that have the new release and are not ready with it. */
  readonly unready: () => Promise<readonly string[]>;
  readonly update: (release: "planned" | "previous") => Promise<void>;
}

interface UpgradeArgs {
  readonly upgrade: PlannedUpgrade;
  readonly steps: UpgradeSteps;
  /** The commands that put the backup of this ID and the release from before in their places again. */
  readonly wayBack: (backup: string | undefined) => readonly string[];
  readonly report: (line: string) => void;
}

type Answer = readonly MovedService[] | "unknown";

/**
 * Takes a stack to another release: after a backup, and back to the images from before where that fails
 * and no migration has run.
 */
export class Upgrade {
  constructor(private readonly args: UpgradeArgs) {}

  /**
   * Runs the upgrade.
   *
   * @throws CommandError where it fails, saying what the stack has become and how to go on
   */
  async run(): Promise<void> {
    const { steps } = this.args;
    const note = await this.prepare();
    const failure = await failureOf(() => steps.update("planned"));
    if (failure !== undefined) {
      throw await this.after(failure, note);
    }
    await steps.note.write(undefined);
  }

  /** What has to be known and kept before anything changes. */
  private async prepare(): Promise<UpgradeNote> {
    const { upgrade, steps, report } = this.args;
    const begun = await steps.note.read();
    if (begun?.from === upgrade.from.version) {
      const moved = await this.compared(begun);
      if (moved !== "unknown" && moved.length > 0) {
        const id = begun.backup === undefined ? "" : ` The backup from before it is ${begun.backup}.`;
        report(`Going on with an upgrade that was begun: migrations have run (${movedText(moved)}).${id}`);
        return begun;
      }
    }
    const backup = upgrade.backup ? await this.backup() : undefined;
    const migrations = upgrade.migrates ? await steps.migrations() : undefined;
    const note = { from: upgrade.from.version, ...(backup && { backup }), ...(migrations && { migrations }) };
    await steps.note.write(note);
    return note;
  }

  private async backup(): Promise<string | undefined> {
    this.args.report("Taking a backup before the upgrade …");
    try {
      return await this.args.steps.backup();
    } catch (error) {
      throw new CommandError(
        `${messageOf(error)}\nThe upgrade was not begun and nothing was changed: it needs a backup first. ` +
          "Fix the cause and run the command again, or go without one: --no-backup.",
      );
    }
  }

  /** The error after a failed update, with the state it leaves. */
  private async after(failure: CommandError, note: UpgradeNote): Promise<CommandError> {
    const { steps, upgrade, report } = this.args;
    if (failure instanceof StoppedError) {
      return failure;
    }
    const unready = await steps.unready().catch((error: unknown) => {
      report(messageOf(error));
      return [];
    });
    if (unready.length === 0) {
      return failure;
    }
    const title = `${failure.message}\n\n${unready.join(", ")} did not become ready with ${releaseText(upgrade.to)}.`;
    const moved = await this.compared(note);
    if (moved === "unknown" || moved.length > 0) {
      return new CommandError(`${title}\n${this.stays(moved, note)}`);
    }
    return this.goBack(title, note);
  }

  /** Which migrations have run since a note was written. */
  private async compared({ migrations: before }: UpgradeNote): Promise<Answer> {
    const { upgrade, steps, report } = this.args;
    if (!upgrade.migrates) {
      return [];
    }
    const after = await steps.migrations().catch((error: unknown) => {
      report(messageOf(error));
      return undefined;
    });
    return before === undefined || after === undefined ? "unknown" : movedServices(before, after);
  }

  private async goBack(title: string, note: UpgradeNote): Promise<CommandError> {
    const { steps, upgrade, report } = this.args;
    const previous = releaseText(upgrade.from);
    report(`No migration has run. Going back to the images of ${previous} …`);
    const failure = await failureOf(() => steps.update("previous"));
    if (failure !== undefined) {
      return failure instanceof StoppedError
        ? failure
        : new CommandError(
            `${title}\nNo migration had run, but going back to the images of ${previous} failed as well:\n${failure.message}`,
          );
    }
    // One that was under way may have ended before its pod did.
    const late = await this.compared(note);
    if (late === "unknown" || late.length > 0) {
      return new CommandError(
        `${title}\nThe images are those of ${previous} again.\n${this.stays(late, note)}`,
      );
    }
    await steps.note.write(undefined);
    return new CommandError(
      `${title}\nNo migration had run, so the stack has the images of ${previous} again. ` +
        "The configuration still asks for the new ones: fix the cause, then run the command again.",
    );
  }

  /** Why the upgrade stops here, and how to go on or back. */
  private stays(moved: Answer, { backup }: UpgradeNote): string {
    const { upgrade, wayBack } = this.args;
    const known =
      moved === "unknown"
        ? "Whether migrations have run could not be told"
        : `Migrations have run (${movedText(moved)})`;
    return [
      `${known}, so ${releaseText(upgrade.from)} may not read the data any more. Nothing more was changed.`,
      "To go on: fix the cause, then run the command again.",
      backup === undefined
        ? "To go back, restore a backup from before the upgrade (npm run backups lists them), in this order:"
        : `To go back with the backup from before the upgrade, ${backup}, in this order:`,
      ...wayBack(backup).map((command) => `  ${command}`),
    ].join("\n");
  }
}

function movedText(moved: readonly MovedService[]): string {
  const services = moved.map(({ service, before, after }) => `${service}: ${before}, now ${after}`);
  return services.join("; ");
}

async function failureOf(operate: () => Promise<void>): Promise<CommandError | undefined> {
  try {
    await operate();
    return undefined;
  } catch (error) {
    if (error instanceof CommandError) {
      return error;
    }
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
