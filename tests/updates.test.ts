import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { oldestToolNames, toolSources } from "../sandbox/toolchain/tool-table";

const root = join(__dirname, "..");
const updates = z.object({
  updates: z.array(
    z.object({
      "package-ecosystem": z.string(),
      directory: z.string().optional(),
      directories: z.array(z.string()).default([]),
      ignore: z.array(z.object({ "dependency-name": z.string() })).default([]),
    }),
  ),
});
const entries = updates
  .parse(parse(readFileSync(join(root, ".github", "dependabot.yml"), "utf8")))
  .updates.flatMap(({ "package-ecosystem": ecosystem, directory, directories, ignore }) =>
    [...(directory === undefined ? [] : [directory]), ...directories].map((folder) => ({
      name: `${ecosystem} ${folder}`,
      ignored: ignore.map((each) => each["dependency-name"]),
    })),
  );
const watched = entries.filter(({ ignored }) => ignored.length === 0).map(({ name }) => name);

/** The modules that pin the oldest supported releases. */
const floors = oldestToolNames.map((tool) => `gomod /sandbox/tools/${toolSources[tool].oldestModule ?? ""}`);

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name !== "node_modules" && !name.startsWith("."));
}

/** Whether a file is a package's own and pins what it depends on; what it leaves to its user is pinned there. */
function pinsPackages(file: string): boolean {
  return (
    existsSync(file) && "dependencies" in z.looseObject({}).parse(JSON.parse(readFileSync(file, "utf8")))
  );
}

test("new releases are looked for of everything that is pinned: packages, actions and each Go module", () => {
  const modules = ["sandbox/tools", "tests/tools"].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) =>
      existsSync(join(root, folder, name, "go.mod")) ? [`gomod /${folder}/${name}`] : [],
    ),
  );

  const packages = [".", ...foldersIn(root)].flatMap((name) =>
    pinsPackages(join(root, name, "package.json")) ? [`npm ${join("/", name)}`] : [],
  );

  expect(modules.length).toBeGreaterThan(8);
  const newest = modules.filter((name) => !floors.includes(name));
  expect(watched).toEqual([...packages, "github-actions /", ...newest.sort()]);
});

test("no new release is proposed of what pins the oldest supported ones: people raise them", () => {
  const floor = [...new Set(floors)].sort();

  expect(floor).toEqual(["gomod /sandbox/tools/kubernetes-oldest", "gomod /sandbox/tools/pulumi-oldest"]);
  expect(entries.filter(({ ignored }) => ignored.length > 0)).toEqual(
    floor.map((name) => ({ name, ignored: ["*"] })),
  );
});
