import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { markdownTable } from "../terminal/markdown-table";

const markers = /(<!-- layers:start -->)[^]*(<!-- layers:end -->)/;

/** The layers in the order in which they may be imported, the lowest first. */
const layersSchema = z.array(z.object({ name: z.string(), path: z.string(), what: z.string() }));

type Layer = z.output<typeof layersSchema>[number];

/** What dependency-cruiser finds: every module with what it imports, types included; what is loaded lazily is left out. */
const cruiseSchema = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(z.object({ resolved: z.string(), dynamic: z.boolean() })),
    }),
  ),
});

type Module = z.output<typeof cruiseSchema>["modules"][number];

/** The page with the layers between its markers, as the imports have them. */
export async function withLayers(page: string, root: string): Promise<string> {
  const layers = layersSchema.parse(
    JSON.parse(readFileSync(join(root, "cli", "check", "layers.json"), "utf8")),
  );
  const picture = layersPicture(layers, await modulesOf(root));
  return page.replace(markers, (_all, start: string, end: string) => `${start}\n\n${picture}\n\n${end}`);
}

async function modulesOf(root: string): Promise<readonly Module[]> {
  const program = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const folders = ["index.ts", "components", "providers", "policies", "cli", "bench"];
  const options = ["--config", ".dependency-cruiser.mjs", "--output-type", "json", "--no-progress"];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options, ...folders], {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
  });
  return cruiseSchema.parse(JSON.parse(stdout)).modules;
}

/** The layers as a diagram, in which what follows from other lines has none of its own, and as a table. */
export function layersPicture(layers: readonly Layer[], modules: readonly Module[]): string {
  const layerOf = (path: string): Layer | undefined =>
    layers.find((layer) => new RegExp(layer.path).test(path));
  const filesOf = (layer: Layer) => modules.filter(({ source }) => layerOf(source) === layer);
  const importedBy = (layer: Layer) => {
    const imported = filesOf(layer).flatMap(({ dependencies }) =>
      dependencies.flatMap(({ resolved, dynamic }) => (dynamic ? [] : [layerOf(resolved)])),
    );
    return layers.filter((other) => other !== layer && imported.includes(other));
  };
  const direct = new Map(layers.map((layer) => [layer, importedBy(layer)]));
  const reached = (layer: Layer): readonly Layer[] =>
    (direct.get(layer) ?? []).flatMap((other) => [other, ...reached(other)]);
  const lines = [...layers].reverse().flatMap((layer) => {
    const imported = direct.get(layer) ?? [];
    const implied = imported.flatMap(reached);
    return imported
      .filter((other) => !implied.includes(other))
      .map((other) => `  ${layer.name} --> ${other.name}`);
  });
  const rows = [...layers]
    .reverse()
    .map((layer) => [
      layer.name,
      layer.what,
      String(filesOf(layer).length),
      (direct.get(layer) ?? []).map(({ name }) => name).join(", "),
    ]);
  const table = markdownTable(["layer", "what it is", "files", "imports"], rows);
  return `\`\`\`mermaid\nflowchart TB\n${lines.join("\n")}\n\`\`\`\n\n${table}`;
}
