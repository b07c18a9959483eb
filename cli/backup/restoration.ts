import { CommandError } from "../errors";

/** The services that write, as a restore stops and starts them. */
export interface StoppableWriters {
  readonly restoreUnderWay: () => Promise<{ readonly id: string; readonly run: string } | undefined>;
  readonly noteRestore: (restore: { readonly id: string; readonly run: string } | undefined) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

interface RestorationArgs {
  /** Runs a step of restore.sh in the cluster. */
  readonly step: (variables: Readonly<Record<string, string>>) => Promise<unknown>;
  readonly writers: StoppableWriters;
  /** What tells this restore from another of the same backup. */
  readonly newRun: () => string;
  /** The command that goes on. */
  readonly again: string;
  readonly report: (line: string) => void;
  /** Leave the services stopped after a restore that went well. @default false */
  readonly stayStopped?: boolean;
}

/** The steps of a restore in their order; each can be repeated, so that one that was killed goes on. */
export class Restoration {
  constructor(private readonly args: RestorationArgs) {}

  /** Refuses a backup that is damaged or does not belong to the stack, before anything is touched. */
  async check(id: string): Promise<void> {
    const underWay = await this.args.writers.restoreUnderWay();
    if (underWay !== undefined && underWay.id !== id) {
      throw new CommandError(
        `A restore of ${underWay.id} was begun and not finished. Finish it (--from ${underWay.id}) or give it up (--undo).`,
      );
    }
    this.args.report("Checking it …");
    await this.args.step({ STEP: "check", BACKUP_ID: id });
  }

  /** Puts a backup that was checked in the place of the data. */
  async restore(id: string): Promise<void> {
    const { writers, newRun, step } = this.args;
    const run = (await writers.restoreUnderWay())?.run ?? newRun();
    await writers.noteRestore({ id, run });
    await this.whileStopped(
      "Restoring …",
      () => step({ STEP: "restore", BACKUP_ID: id, RESTORE_RUN: run }),
      this.args.stayStopped,
    );
    await writers.noteRestore(undefined);
  }

  /** Starts what a restore has left stopped. */
  async start(): Promise<void> {
    this.args.report("Starting again …");
    await this.args.writers.start();
  }

  /** Puts the data from before a restore back in its place, or deletes what an unfinished one has loaded. */
  async undo(): Promise<void> {
    await this.whileStopped("Taking the restore back …", () => this.args.step({ STEP: "undo" }));
    await this.args.writers.noteRestore(undefined);
  }

  /** Deletes the data from before a restore. */
  async forget(): Promise<void> {
    await this.args.step({ STEP: "forget" });
  }

  /** What fails leaves the data that is in use as it is, so the services start again either way. */
  private async whileStopped(
    title: string,
    work: () => Promise<unknown>,
    stayStopped = false,
  ): Promise<void> {
    const { writers, report, again } = this.args;
    report("Stopping what writes …");
    await writers.stop();
    report(title);
    const failure = await work().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure !== undefined || !stayStopped) {
      await this.start();
    }
    if (failure !== undefined) {
      const reason = failure instanceof Error ? failure.message : String(failure);
      throw new CommandError(`${reason}\nThe services run again. To go on: ${again}; to give it up: --undo.`);
    }
  }
}
