import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { configurationPage } from "./reference/configuration-page";
import { editorSchema } from "./reference/editor-schema";

interface GeneratedFile {
  readonly path: string;
  readonly render: () => string;
}

/** The files of the repository that are made from the code. */
const generatedFiles: readonly GeneratedFile[] = [
  { path: "schema/stack.schema.json", render: () => JSON.stringify(editorSchema()) },
  { path: "docs/configuration.md", render: configurationPage },
];

/** The files whose content is not what the code makes of them now. */
export async function staleFiles(root: string): Promise<readonly { path: string; content: string }[]> {
  const files = await Promise.all(
    generatedFiles.map(async ({ path, render }) => {
      const file = join(root, path);
      const options = await resolveConfig(file);
      return { path, content: await format(render(), { ...options, filepath: file }) };
    }),
  );
  return files.filter(
    ({ path, content }) =>
      !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== content,
  );
}

/** `npm run generate`: writes the generated files; with --check only says which are stale. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { check: { type: "boolean", default: false } } });
  const stale = await staleFiles(root);
  for (const { path, content } of stale) {
    if (values.check) {
      process.stdout.write(`${path} is stale: run npm run generate\n`);
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
      process.stdout.write(`wrote ${path}\n`);
    }
  }
  return values.check && stale.length > 0 ? 1 : 0;
}
