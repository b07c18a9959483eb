import { chownSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { manifestSchema } from "../../../cli/backup/manifest";
import { tablesFilesUser } from "../../../components/services/tables/tables";
import type { ProgramRun } from "../../support/program";
import { Container } from "../container";
import { postgresImage } from "../images";
import { scratchFolder } from "../machine";
import { podSpecOf } from "../pod-spec";

interface Ended {
  readonly status: number | null;
  readonly log: string;
}

interface Volumes {
  readonly backups: string;
  readonly tables: string;
}

/** The volumes of a stack's backups and of its tables, and the pods that work on them. */
export class BackupPods {
  constructor(
    private readonly program: ProgramRun,
    /** The administrator who restores, where it is another than the stack's own. */
    private readonly login: Readonly<Record<string, string>> = {},
    readonly volumes: Volumes = { backups: scratchFolder("backups"), tables: scratchFolder("tables") },
  ) {}

  /** The same volumes, as another stack's pods find them. */
  of(program: ProgramRun): BackupPods {
    return new BackupPods(program, this.login, this.volumes);
  }

  /** Writes a file as a person uploads it to tables. */
  upload(name: string, content: string): void {
    const folder = join(this.volumes.tables, "media", "user_files");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), content);
    for (const path of [join(this.volumes.tables, "media"), folder, join(folder, name)]) {
      chownSync(path, tablesFilesUser, tablesFilesUser);
    }
  }

  /** The files that people uploaded, each with its content. */
  uploads(): Readonly<Record<string, string>> {
    const folder = join(this.volumes.tables, "media");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
    return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  }

  /** Starts the pod that makes a backup. */
  startSaving(environment: Readonly<Record<string, string>> = {}): Promise<Container> {
    return this.start("openops-backup", environment);
  }

  /** Makes a backup and reads its manifest; fails where the pod does. */
  async save(environment: Readonly<Record<string, string>> = {}) {
    const { status, log } = await endOf(await this.startSaving(environment));
    if (status !== 0) {
      throw new Error(`The backup ended with ${status}:\n${log}`);
    }
    return manifestSchema.parse(JSON.parse(log.trim().split("\n").at(-1) ?? ""));
  }

  /** Starts the pod that takes a step of a restore. */
  startStep(step: string, id = "", run = "first"): Promise<Container> {
    return this.start("openops-restore", { ...this.login, STEP: step, BACKUP_ID: id, RESTORE_RUN: run });
  }

  async step(step: string, id = "", run = "first"): Promise<Ended> {
    return endOf(await this.startStep(step, id, run));
  }

  /** What is on the volume of backups, drafts included. */
  kept(): readonly string[] {
    return readdirSync(this.volumes.backups).sort();
  }

  private start(name: string, environment: Readonly<Record<string, string>>): Promise<Container> {
    return Container.start(podSpecOf(this.program, name), postgresImage, {
      claims: { ...this.volumes },
      environment,
    });
  }
}

/** How a container ended, and what it printed. */
export async function endOf(container: Container): Promise<Ended> {
  return { status: await container.ended, log: container.log() };
}
