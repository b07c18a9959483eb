import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Generated values are letters and digits; what else Secrets hold is made from those. */
const generatedValue = /^[A-Za-z0-9]{32,}$/;
/** A whole line of a private key. */
const keyLine = /^[A-Za-z0-9+/]{64}$/;

/** What a value, plain or encoded, is a part of wherever it is written. */
const longWord = /[A-Za-z0-9+/]{20,}/g;

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

/** How bytes look in base64, at each of the three places that they can have in a longer text. */
function inBase64(value: Buffer): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), value]);
    // What also carries bits of the neighbours is left out.
    const whole = bytes.subarray(0, Math.floor(bytes.length / 3) * 3);
    return whole.toString("base64").slice(offset === 0 ? 0 : 4);
  });
}

const hashes = ["md5", "sha1", "sha256", "sha512"] as const;

/** The hashes of a value. One without a key can be compared with guesses, and so stands for the value. */
function hashesOf(value: string): readonly Buffer[] {
  return hashes.map((algorithm) => createHash(algorithm).update(value).digest());
}

/** Everything by which a value is recognized: itself, in base64, in hexadecimal digits, as the bytes it is digits of, and its hashes. */
function formsOf(value: string): readonly string[] {
  const digitsOf = /^(?:[0-9a-f]{2})+$/.test(value) ? inBase64(Buffer.from(value, "hex")) : [];
  const hashed = hashesOf(value).flatMap((hash) => [hash.toString("hex"), ...inBase64(hash)]);
  const plain = Buffer.from(value);
  return [value, ...inBase64(plain), plain.toString("hex"), ...digitsOf, ...hashed];
}

/** The same text with one way of writing for both alphabets of base64, encoded for URLs or not. */
function normalized(text: string): string {
  return text.replaceAll(/%2b|-/gi, "+").replaceAll(/%2f|_/gi, "/");
}

/** Every form is longer than this, so that one look at each place of a text finds all of them. */
const startLength = 16;

const upperDigits = /[0-9A-F]{32}/;

/** The forms of some values, to be looked for in many texts. */
export class SecretForms {
  private readonly byStart = new Map<string, string[]>();

  constructor(values: Iterable<string>) {
    for (const form of [...values].flatMap(formsOf).map(normalized)) {
      const start = form.slice(0, startLength);
      this.byStart.set(start, [...(this.byStart.get(start) ?? []), form]);
    }
  }

  /** Whether a text has any of the values in it, in any form. */
  areIn(text: string): boolean {
    const words = normalized(text).match(longWord) ?? [];
    return words.some((word) => this.isIn(word) || (upperDigits.test(word) && this.isIn(word.toLowerCase())));
  }

  private isIn(word: string): boolean {
    for (let place = 0; place + startLength <= word.length; place += 1) {
      const forms = this.byStart.get(word.slice(place, place + startLength));
      if (forms?.some((form) => word.startsWith(form, place)) === true) {
        return true;
      }
    }
    return false;
  }
}

/** Whether a text has any of the values in it, in any form. */
export function containsAny(text: string, values: ReadonlySet<string>): boolean {
  return new SecretForms(values).areIn(text);
}

/** The files below a folder that have any of the values in them; links are not followed. */
export function filesWithAny(folder: string, values: ReadonlySet<string>): readonly string[] {
  return filesWith(folder, new SecretForms(values));
}

function filesWith(folder: string, forms: SecretForms): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !programs.includes(name))
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const status = lstatSync(path, { throwIfNoEntry: false });
      if (status?.isDirectory() === true) {
        return filesWith(path, forms);
      }
      return status?.isFile() === true && forms.areIn(readFileSync(path, "latin1")) ? [path] : [];
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
