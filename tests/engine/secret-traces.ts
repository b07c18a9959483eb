import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Generated values are letters and digits; what else Secrets hold is made from those. */
const generatedValue = /^[A-Za-z0-9]{32,}$/;
/** A whole line of a private key. */
const keyLine = /^[A-Za-z0-9+/]{64}$/;

/** What a value, plain or encoded, is a part of wherever it is written. */
const longWord = /[A-Za-z0-9+/]{24,}/g;

/** Below a checkout, what holds programs and nothing that a command writes. */
const programs = ["node_modules", ".git", "bin", "build", "systems", "node"];

/** The generated values among the contents of Secrets: passwords, keys, and lines of private keys. */
export function generatedValues(
  secrets: ReadonlyMap<string, Readonly<Record<string, string>>>,
): ReadonlySet<string> {
  const values = [...secrets.values()].flatMap((data) => Object.values(data));
  return new Set(
    values.flatMap((value) => {
      if (generatedValue.test(value)) {
        return [value];
      }
      // The first line of a private key tells its kind, the same for all.
      const isKey = value.includes("PRIVATE KEY");
      return isKey
        ? value
            .split("\n")
            .filter((line) => keyLine.test(line))
            .slice(1)
        : [];
    }),
  );
}

/** How a value looks in base64, at each of the three places that it can have in a longer text. */
function encodedForms(value: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    // What also carries bits of the neighbours is left out.
    const whole = bytes.subarray(0, Math.floor(bytes.length / 3) * 3);
    return whole.toString("base64").slice(offset === 0 ? 0 : 4);
  });
}

/** Whether a text has any of the values in it: as it is, in base64 or encoded for URLs. */
export function containsAny(text: string, values: ReadonlySet<string>): boolean {
  const forms = [...values].flatMap((value) => [value, ...encodedForms(value)]);
  const words = text.replaceAll(/%2b/gi, "+").replaceAll(/%2f/gi, "/").match(longWord) ?? [];
  return words.some((word) => forms.some((form) => word.includes(form)));
}

/** The files below a folder that have any of the values in them; links are not followed. */
export function filesWithAny(folder: string, values: ReadonlySet<string>): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !programs.includes(name))
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const status = lstatSync(path, { throwIfNoEntry: false });
      if (status?.isDirectory() === true) {
        return filesWithAny(path, values);
      }
      return status?.isFile() === true && containsAny(readFileSync(path, "latin1"), values) ? [path] : [];
    });
}

/** Watches the command lines of all processes, which every user of a machine can read. */
export class CommandLines {
  private readonly seen = new Set<string>();
  /** How often each process was looked at: it may become another program in its first moments. */
  private looks = new Map<string, number>();
  private readonly timer = setInterval(() => this.look(), 50);

  /** All that were seen so far. */
  get lines(): ReadonlySet<string> {
    return this.seen;
  }

  stop(): ReadonlySet<string> {
    clearInterval(this.timer);
    return this.seen;
  }

  private look(): void {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    this.looks = new Map(pids.map((pid) => [pid, (this.looks.get(pid) ?? 0) + 1]));
    pids
      .filter((pid) => (this.looks.get(pid) ?? 0) <= looksAtProcess)
      .forEach((pid) => this.seen.add(commandLineOf(pid)));
  }
}

const looksAtProcess = 4;

function commandLineOf(pid: string): string {
  try {
    return readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ");
  } catch {
    // The process ended between the listing and this look.
    return "";
  }
}
