import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Generated values are letters and digits; what else Secrets hold is made from those. */
const generatedValue = /^[A-Za-z0-9]{32,}$/;

/** The generated values among the contents of Secrets. */
export function generatedValues(
  secrets: ReadonlyMap<string, Readonly<Record<string, string>>>,
): ReadonlySet<string> {
  const values = [...secrets.values()].flatMap((data) => Object.values(data));
  return new Set(values.filter((value) => generatedValue.test(value)));
}

/** Watches the command lines of all processes, which every user of a machine can read. */
export class CommandLines {
  private readonly seen = new Set<string>();
  private readonly timer = setInterval(() => this.look(), 50);

  stop(): ReadonlySet<string> {
    clearInterval(this.timer);
    return this.seen;
  }

  private look(): void {
    for (const name of readdirSync("/proc")) {
      if (/^\d+$/.test(name)) {
        this.seen.add(commandLineOf(name));
      }
    }
  }
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ");
  } catch {
    // The process ended between the listing and this look.
    return "";
  }
}

/** The files below a folder that contain any of the values, except below the left-out names. */
export function filesWithAny(
  folder: string,
  values: ReadonlySet<string>,
  leftOut: readonly string[],
): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !leftOut.includes(name))
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const status = statSync(path);
      if (status.isDirectory()) {
        return filesWithAny(path, values, leftOut);
      }
      return status.isFile() && containsAny(readFileSync(path, "latin1"), values) ? [path] : [];
    });
}

export function containsAny(text: string, values: ReadonlySet<string>): boolean {
  return [...values].some((value) => text.includes(value));
}
