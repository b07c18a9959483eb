import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { requiredPulumi } from "../cli/official/official-pulumi";
import { oldestKubernetes } from "../components/checks/cluster/cluster-requirements";
import { parseGoModule, readGoModule } from "../sandbox/toolchain/go-module";
import { recipeFor } from "../sandbox/toolchain/recipe";
import { oldestToolNames, toolSources } from "../sandbox/toolchain/tool-table";
import { compareVersions, showVersion } from "../sandbox/toolchain/version";
import { workflow } from "./engine/played-workflow";

const root = join(__dirname, "..");
const pages = [
  join(root, "README.md"),
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, "docs", name)),
].map((path) => readFileSync(path, "utf8"));
const { engines } = z
  .object({ engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** The releases that the pages ask for "or newer", by the words before them. */
function asked(words: RegExp): readonly string[] {
  return pages.flatMap((page) =>
    [...page.matchAll(new RegExp(`${words.source} (\\d[\\d.]*\\d) or newer`, "g"))].map(
      ([, release = ""]) => release,
    ),
  );
}

function isSetUpOfNode({ uses = "" }: { readonly uses?: string | undefined }): boolean {
  return uses.startsWith("actions/setup-node@");
}

test("the Go that workflows install builds every module", () => {
  const modules = ["sandbox/tools", "tests/tools"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name, "go.mod")),
  );
  const needed = modules.filter(existsSync).map((path) => parseGoModule(path, readFileSync(path, "utf8")).go);
  const installed = readGoModule(root, "pulumi").go;

  expect(needed.length).toBeGreaterThan(10);
  expect(needed.filter((version) => compareVersions(version, installed) > 0)).toEqual([]);
});

describe("the oldest supported release", () => {
  test("of Pulumi is the one that test:official:oldest runs", () => {
    expect(requiredPulumi(root)).toBe(`>=${showVersion(recipeFor(root, "pulumi", "oldest").version)}`);
  });

  test("of Kubernetes is the first of the minor release that test:official:oldest runs", () => {
    const pins = oldestToolNames
      .filter((tool) => toolSources[tool].oldestModule === "kubernetes-oldest")
      .map((tool) => showVersion(recipeFor(root, tool, "oldest").version));

    expect(pins).toEqual([1, 2, 3].map(() => `${oldestKubernetes}.0`));
  });

  test("of Node.js is the one that the nightly workflow runs", () => {
    const [setUp] = workflow("nightly.yaml").jobs.oldest?.steps.filter(isSetUpOfNode) ?? [];

    expect(setUp?.with["node-version"]).toBe(`${engines.node.replace(">=", "")}.0`);
  });

  test.each([
    {
      program: "Pulumi",
      words: /Pulumi\]\(\S+\)/,
      release: requiredPulumi(root).replace(/^>=(\d+\.\d+)\.0$/, "$1"),
      places: 1,
    },
    { program: "Kubernetes", words: /Kubernetes/, release: oldestKubernetes, places: 4 },
    { program: "Node.js", words: /Node\.js/, release: engines.node.replace(">=", ""), places: 1 },
    { program: "Go", words: /Go/, release: showVersion(readGoModule(root, "pulumi").go), places: 1 },
  ])("of $program is the one that the documentation asks for, everywhere", ({ words, release, places }) => {
    const found = asked(words);

    expect(found.length).toBeGreaterThanOrEqual(places);
    expect([...new Set(found)]).toEqual([release]);
  });
});
