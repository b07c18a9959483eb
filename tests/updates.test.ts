import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const root = join(__dirname, "..");
const updates = z.object({
  updates: z.array(
    z.object({
      "package-ecosystem": z.string(),
      directory: z.string().optional(),
      directories: z.array(z.string()).default([]),
    }),
  ),
});
const watched = updates
  .parse(parse(readFileSync(join(root, ".github", "dependabot.yml"), "utf8")))
  .updates.flatMap(({ "package-ecosystem": ecosystem, directory, directories }) =>
    [...(directory === undefined ? [] : [directory]), ...directories].map(
      (folder) => `${ecosystem} ${folder}`,
    ),
  );

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name !== "node_modules" && !name.startsWith("."));
}

test("new releases are looked for of everything that is pinned: packages, actions and each Go module", () => {
  const modules = ["sandbox/tools", "tests/tools"].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) =>
      existsSync(join(root, folder, name, "go.mod")) ? [`gomod /${folder}/${name}`] : [],
    ),
  );

  const packages = [".", ...foldersIn(root)].flatMap((name) =>
    existsSync(join(root, name, "package.json")) ? [`npm ${join("/", name)}`] : [],
  );

  expect(modules.length).toBeGreaterThan(8);
  expect(watched).toEqual([...packages, "github-actions /", ...modules.sort()]);
});
