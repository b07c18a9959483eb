import { globSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const root = resolve(__dirname, "../..");
const files = globSync("sandbox/**", { cwd: root, exclude: ["**/node_modules/**"] }).filter((path) =>
  statSync(resolve(root, path)).isFile(),
);
const read = (path: string): string => readFileSync(resolve(root, path), "utf8");
const sandbox = z
  .strictObject({
    name: z.string(),
    version: z.string(),
    private: z.literal(true),
    description: z.string(),
    license: z.string(),
    engines: z.record(z.string(), z.string()),
    exports: z.record(z.string(), z.string()),
    peerDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read("sandbox/package.json")));
const program = z
  .object({
    engines: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read("package.json")));

describe("the sandbox's package", () => {
  test("has no word of the program that it rehearses", () => {
    const naming = files.filter((path) => /openops/i.test(path) || /openops/i.test(read(path)));

    expect(files.length).toBeGreaterThan(150);
    expect(naming).toEqual([]);
  });

  test("is entered by its index alone", () => {
    expect(sandbox.exports).toEqual({ ".": "./index.ts" });
  });

  test("names every package that it imports and no other, each of which the program pins", () => {
    const imported = files
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => [...read(path).matchAll(/(?:from |import\()"((?:@[\w-]+\/)?[\w-]+)(?=["/])/g)])
      .flatMap(([, name = ""]) => name);

    expect([...new Set(imported)].sort()).toEqual(Object.keys(sandbox.peerDependencies));
    const pinned = { ...program.dependencies, ...program.devDependencies };
    expect(Object.keys(sandbox.peerDependencies).filter((name) => !(name in pinned))).toEqual([]);
  });

  test("needs the Node.js of the program", () => {
    expect(sandbox.engines).toEqual(program.engines);
  });
});
