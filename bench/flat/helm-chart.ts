import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { RenderedObject } from "../../cli/render/rendered-objects";

/** Reads objects as they are, since what looks like a template in them is none. */
const template = `{{- range $path, $_ := .Files.Glob "objects/*.yaml" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;

/** Writes a chart of Helm with these objects, whatever is in them. */
export function writeChart(folder: string, objects: readonly RenderedObject[]): void {
  mkdirSync(join(folder, "templates"), { recursive: true });
  mkdirSync(join(folder, "objects"));
  writeFileSync(
    join(folder, "Chart.yaml"),
    stringify({ apiVersion: "v2", name: "objects", version: "1.0.0", description: "The same objects" }),
  );
  writeFileSync(join(folder, "templates", "objects.yaml"), template);
  // In JSON, since to Helm's YAML a text such as "yes" would be no text without quotes.
  objects.forEach(({ kind, name, content }) =>
    writeFileSync(join(folder, "objects", `${kind}-${name}.yaml`.toLowerCase()), JSON.stringify(content)),
  );
}
