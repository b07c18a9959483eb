import { existsSync, mkdirSync, readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { errorCode, writeAtomically } from "../../../sandbox";
import { report } from "../../terminal/print";

/** A damaged version may have been seen as well as whole ones. */
const keptVersions = 4;

const betweenTriesMs = 1000;

/**
 * Keeps the last versions of a stack's state in memory while the engine works. On a full disk the
 * engine's file store puts half a file in the place of the state, and with it all secrets would be lost.
 */
export class KeptState {
  private versions: readonly string[] = [];
  private readonly watcher;

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.look();
    this.watcher = watch(dirname(file), (_, name) => {
      if (name === basename(file)) {
        this.look();
      }
    });
  }

  stop(): void {
    this.watcher.close();
  }

  /** Whether a version of the state was seen and is still kept. */
  saw(version: string): boolean {
    return this.versions.includes(version);
  }

  /** Puts the last whole version back where the file is damaged, once there is room on the disk. */
  async restore(signal: AbortSignal): Promise<void> {
    const whole = this.versions.filter(isWhole).at(-1);
    if (whole === undefined || !existsSync(this.file) || isWhole(readFileSync(this.file, "utf8"))) {
      return;
    }
    report("The state could not be written whole; its last whole version is put back.");
    for (let tries = 0; !this.write(whole); tries += 1) {
      if (tries === 0) {
        report("There is no room for it on the disk. Make some now: until then only this command has it.");
      }
      await setTimeout(betweenTriesMs, undefined, { signal });
    }
  }

  private write(content: string): boolean {
    try {
      writeAtomically(this.file, content);
      return true;
    } catch (error) {
      if (!["ENOSPC", "EDQUOT"].includes(errorCode(error) ?? "")) {
        throw error;
      }
      return false;
    }
  }

  private look(): void {
    try {
      this.versions = [...this.versions, readFileSync(this.file, "utf8")].slice(-keptVersions);
    } catch {
      // There is none yet, or none any more.
    }
  }
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
