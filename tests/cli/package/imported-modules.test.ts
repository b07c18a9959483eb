import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { importedModules, packageOf, type ModuleEnding } from "../../../cli/package/imported-modules";

const folder = mkdtempSync(join(tmpdir(), "openops-imports-"));

afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, ...lines: readonly string[]): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), lines.join("\n"));
}

function followed(entry: string, ending: ModuleEnding) {
  const { files, packages } = importedModules(join(folder, entry), ending);
  return { files: files.map((file) => relative(folder, file)).sort(), packages };
}

test("what runs is followed through require and import(), to folders too, and once", () => {
  write("run/index.js", 'require("./a"); require("node:fs"); require("path");');
  write(
    "run/a.js",
    'require("./deep"); require("zod"); Promise.resolve().then(() => __importStar(require("./late")));',
  );
  write("run/deep/index.js", 'require("../a"); require("@pulumi/aws/rds/instance");');
  write("run/late.js", 'import("@pulumi/tls");');
  write("run/unused.js", 'require("pg");');

  expect(followed("run/index", ".js")).toEqual({
    files: ["run/a.js", "run/deep/index.js", "run/index.js", "run/late.js"],
    packages: ["@pulumi/aws", "@pulumi/tls", "zod"],
  });
});

test("what is written in a text is no import: scripts of pods are texts", () => {
  write("text/index.js", 'const script = `require("pg")`;', "const other = \"require('redis')\";");

  expect(followed("text/index", ".js")).toEqual({ files: ["text/index.js"], packages: [] });
});

test("declarations are followed through imports, exports and types that are imported in place", () => {
  write("types/index.d.ts", 'export type { A } from "./a";', 'export declare const b: import("./b").B;');
  write("types/a.d.ts", 'import type { Output } from "@pulumi/pulumi";', "export type A = Output<string>;");
  write("types/b.d.ts", "export type B = string;");

  expect(followed("types/index", ".d.ts")).toEqual({
    files: ["types/a.d.ts", "types/b.d.ts", "types/index.d.ts"],
    packages: ["@pulumi/pulumi"],
  });
});

test("an import that leads nowhere is told", () => {
  write("lost/index.js", 'require("./gone");');

  expect(() => followed("lost/index", ".js")).toThrow(
    `Something that is packed imports ${join(folder, "lost", "gone")}, and that was not compiled`,
  );
});

test.each([
  ["zod", "zod"],
  ["zod/v4", "zod"],
  ["@pulumi/aws/rds/instance", "@pulumi/aws"],
])("%s is of the package %s", (module, name) => {
  expect(packageOf(module)).toBe(name);
});
