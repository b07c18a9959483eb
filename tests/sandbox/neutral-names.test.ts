import { globSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(__dirname, "../..");
const files = globSync("sandbox/**", { cwd: root, exclude: ["**/node_modules/**"] }).filter((path) =>
  statSync(resolve(root, path)).isFile(),
);

test("no file of the sandbox names the program that is rehearsed", () => {
  const naming = files.filter(
    (path) => /openops/i.test(path) || /openops/i.test(readFileSync(resolve(root, path), "utf8")),
  );

  expect(files.length).toBeGreaterThan(150);
  expect(naming).toEqual([]);
});
