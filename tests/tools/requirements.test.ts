import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folders = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("requirements.in"))
  .map((path) => join(__dirname, path, ".."));

/** The releases that a list names, as `name==release`. */
function releases(folder: string, list: "requirements.in" | "requirements.txt"): readonly string[] {
  const text = readFileSync(join(folder, list), "utf8");
  return [...text.matchAll(/^([\w-]+)(?:\[\w+\])?==(\S+)/gm)].map(([, name = "", release = ""]) =>
    `${name}==${release}`.toLowerCase(),
  );
}

test("the packages that are asked for are installed at the releases that are asked for", () => {
  expect(folders.length).toBe(3);
  const missing = folders.flatMap((folder) => {
    const installed = releases(folder, "requirements.txt");
    return releases(folder, "requirements.in").filter((wanted) => !installed.includes(wanted));
  });

  expect(missing).toEqual([]);
});

test("every package that is installed has hashes", () => {
  const lines = folders.flatMap((folder) =>
    readFileSync(join(folder, "requirements.txt"), "utf8").trimEnd().split("\n"),
  );
  const isPart = (line: string) => /^([\w-]+==\S+| {4}--hash=sha256:[0-9a-f]{64})( \\)?$/.test(line);

  expect(lines.filter((line) => !isPart(line))).toEqual([]);
  expect(
    lines.filter((line, index) => line.includes("==") && !lines[index + 1]?.includes("--hash=")),
  ).toEqual([]);
});
