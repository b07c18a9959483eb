import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(__dirname, "../..");
const script = pathToFileURL(join(root, "cli", "compile.mjs")).href;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-compile-"));
  cpSync(join(root, ".swcrc"), join(folder, ".swcrc"));
  write("cli/deep/thing.ts", 'export const thing: string = "old";\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const compiled = (path: string): string => join(folder, ".sandbox", "build", path);

/** Compiles the folder; returns which packages were loaded for it. */
function compile(): readonly string[] {
  const program = `
    import { createRequire } from "node:module";
    const { compile } = await import(${JSON.stringify(script)});
    compile(${JSON.stringify(folder)});
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(JSON.stringify(loaded.filter((path) => path.endsWith("/@swc/core/index.js"))));
  `;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: folder,
    encoding: "utf8",
  });
  return out.trim() === "[]" ? [] : ["@swc/core"];
}

test("a source is compiled to where it lies, with its types taken away", () => {
  compile();
  expect(readFileSync(compiled("cli/deep/thing.js"), "utf8")).toContain('const thing = "old";');
  expect(existsSync(compiled("cli/deep/thing.js.map"))).toBe(true);
});

test("a source that is newer than its output is compiled again, and the others stay", () => {
  write("sandbox/other.ts", "export const other = 1;\n");
  compile();
  const { mtimeMs } = statSync(compiled("sandbox/other.js"));
  write("cli/deep/thing.ts", 'export const thing: string = "new";\n');
  const later = Date.now() / 1000 + 10;
  utimesSync(join(folder, "cli/deep/thing.ts"), later, later);
  compile();
  expect(readFileSync(compiled("cli/deep/thing.js"), "utf8")).toContain('const thing = "new";');
  expect(statSync(compiled("sandbox/other.js")).mtimeMs).toBe(mtimeMs);
});

test("the output of a source that is gone goes as well", () => {
  write("cli/gone.ts", "export const gone = 1;\n");
  compile();
  rmSync(join(folder, "cli/gone.ts"));
  compile();
  expect(existsSync(compiled("cli/gone.js"))).toBe(false);
  expect(existsSync(compiled("cli/deep/thing.js"))).toBe(true);
});

test("the compiler is loaded only where something is to be compiled", () => {
  expect(compile()).toEqual(["@swc/core"]);
  expect(compile()).toEqual([]);
});
