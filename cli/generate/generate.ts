import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { figuresPage, keptFigures } from "../../bench/figures/figures-page";
import { figuresPlot } from "../../bench/figures/figures-plot";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { configurationPage } from "./configuration-page";
import { withDnsPlaces } from "./dns-table";
import { editorSchema } from "./editor-schema";
import { withLayers } from "./layers-picture";
import { withRules } from "./policy-rules";
import { diagramImage, withDiagram } from "./readme-diagram";
import { withSurroundings } from "./surroundings-tables";

interface GeneratedFile {
  readonly path: string;
  /** Makes the file's content; a file that is generated in part is given what it holds now. */
  readonly render: (current: string, root: string) => string | Promise<string>;
}

/** The files of the repository that are made from the code. */
const generatedFiles: readonly GeneratedFile[] = [
  { path: "schema/stack.schema.json", render: () => JSON.stringify(editorSchema()) },
  { path: "docs/configuration.md", render: configurationPage },
  { path: "docs/architecture.md", render: withLayers },
  { path: "docs/gitops.md", render: withRules },
  { path: "docs/network.md", render: withDnsPlaces },
  { path: "docs/surroundings.md", render: withSurroundings },
  { path: "README.md", render: withDiagram },
  { path: "docs/diagrams/dev.svg", render: diagramImage },
  { path: "docs/figures.md", render: (_current, root) => figuresPage(keptFigures(root)) },
  { path: "docs/diagrams/figures.svg", render: (_current, root) => figuresPlot(keptFigures(root)) },
];

interface StaleFile {
  readonly path: string;
  readonly content: string;
}

/** The files whose content is not what the code makes of them now. */
export async function staleFiles(root: string): Promise<readonly StaleFile[]> {
  const files = await Promise.all(
    generatedFiles.map(async ({ path, render }) => {
      const file = join(root, path);
      const current = existsSync(file) ? readFileSync(file, "utf8") : "";
      return { path, current, content: await formatted(file, await render(current, root)) };
    }),
  );
  return files.filter(({ current, content }) => current !== content);
}

/** Images are left as they are drawn. */
async function formatted(file: string, content: string): Promise<string> {
  return file.endsWith(".svg")
    ? content
    : format(content, { ...(await resolveConfig(file)), filepath: file });
}

/** `npm run generate`: writes the generated files; with --check only says which are stale. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { check } = readOptions(args, { usage, options });
  const stale = await staleFiles(root);
  for (const { path, content } of stale) {
    if (check) {
      process.stdout.write(`${path} is stale: run npm run generate\n`);
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
      process.stdout.write(`wrote ${path}\n`);
    }
  }
  return check && stale.length > 0 ? 1 : 0;
}
