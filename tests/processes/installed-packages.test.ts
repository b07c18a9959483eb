import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const script = pathToFileURL(resolve(__dirname, "../../cli/installed-packages.mjs")).href;
const zod = { version: "4.0.0", integrity: "sha512-zod" };
const yaml = { version: "2.0.0", integrity: "sha512-yaml" };
const otherPlatform = { version: "1.0.0", integrity: "sha512-other", optional: true };

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

interface Checkout {
  /** Packages of the lock file by path. */
  readonly wanted: Readonly<Record<string, unknown>>;
  /** Packages that npm says it has installed; nothing installed where absent. */
  readonly installed?: Readonly<Record<string, unknown>>;
}

/** Makes a checkout whose lock file is newer, or older, than what is installed, and returns its folder. */
function checkout({ wanted, installed }: Checkout, lockFile: "newer" | "older" = "newer"): string {
  const folder = mkdtempSync(join(tmpdir(), "openops-packages-"));
  folders.push(folder);
  const lock = { packages: { "": { name: "openops-pulumi" }, ...wanted } };
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
  if (installed !== undefined) {
    const path = join(folder, "node_modules", ".package-lock.json");
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(path, JSON.stringify({ packages: installed }));
    const dated = lockFile === "newer" ? path : join(folder, "package-lock.json");
    utimesSync(dated, 1, 1);
  }
  return folder;
}

/** What the start of a command finds in a checkout. */
function foundIn(folder: string): string {
  const program = `console.log((await import(${JSON.stringify(script)})).packagesAreInstalled(${JSON.stringify(folder)}))`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }).trim();
}

function found(...args: Parameters<typeof checkout>): string {
  return foundIn(checkout(...args));
}

describe("packages count as installed", () => {
  test("when they are those of the lock file, though its date is newer", () => {
    expect(found({ wanted: { zod, yaml }, installed: { zod, yaml } })).toBe("true");
  });

  test("without the optional ones of other platforms", () => {
    expect(found({ wanted: { zod, otherPlatform }, installed: { zod } })).toBe("true");
  });

  test("not when one is missing, though the lock file's date is older", () => {
    expect(found({ wanted: { zod, yaml }, installed: { zod } }, "older")).toBe("false");
  });

  test("when both lists are as they were when they agreed", () => {
    const folder = checkout({ wanted: { zod, yaml }, installed: { zod, yaml } });
    expect([foundIn(folder), foundIn(folder)]).toEqual(["true", "true"]);
  });

  test.each(["package-lock.json", "node_modules/.package-lock.json"])(
    "not when %s has changed since they agreed, though neither its size nor its date has",
    (name) => {
      const folder = checkout({ wanted: { zod, yaml }, installed: { zod, yaml } });
      const path = join(folder, name);
      utimesSync(path, 1, 1);
      expect(foundIn(folder)).toBe("true");
      writeFileSync(path, readFileSync(path, "utf8").replace("4.0.0", "4.0.1"));
      utimesSync(path, 1, 1);
      expect(foundIn(folder)).toBe("false");
    },
  );

  test.each([
    ["nothing is installed", { wanted: { zod } }],
    ["one is missing", { wanted: { zod, yaml }, installed: { zod } }],
    ["one has another version", { wanted: { zod }, installed: { zod: { ...zod, version: "3.0.0" } } }],
    ["one has other content", { wanted: { zod }, installed: { zod: { ...zod, integrity: "sha512-x" } } }],
    ["one is no longer wanted", { wanted: { zod }, installed: { zod, yaml } }],
  ])("not when %s", (_, checkout) => {
    expect(found(checkout)).toBe("false");
  });
});
