import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { checkedStack } from "./checked-stack";
import { readOptions, stackOption } from "./options";
import { renderObjects } from "./rendering/rendered-objects";
import type { RenderedObject } from "./rendering/rendered-objects";
import { print, report } from "./terminal/print";

const usage = `usage: npm run render -- [--stack NAME] [--out FOLDER]

  --stack NAME   the stack; default: dev
  --out FOLDER   write one file for each object; without it: one YAML stream on standard output

  Secrets and certificates are placeholders, GENERATED-…; replace them before you apply the objects.`;

const options = { ...stackOption, out: { type: "string" } } as const;

/** `npm run render`: prints a stack's Kubernetes objects as plain YAML. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, out } = readOptions(args, { usage, options });
  const { file } = checkedStack(root, stack);
  const objects = await renderObjects(root, file);
  if (out === undefined) {
    print(objects.map(toYaml).join("---\n").trimEnd());
    return 0;
  }
  mkdirSync(out, { recursive: true });
  for (const [index, object] of objects.entries()) {
    writeFileSync(join(out, fileName(index, object)), toYaml(object));
  }
  report(`Wrote ${objects.length} objects to ${out}; secrets are placeholders.`);
  return 0;
}

/** Kubernetes reads YAML 1.1, in which an unquoted yes is a boolean. */
export function toYaml({ content }: RenderedObject): string {
  return stringify(content, { version: "1.1" });
}

/** Numbered, so that tools which apply files by name keep the order. */
function fileName(index: number, { kind, name }: RenderedObject): string {
  return `${String(index + 1).padStart(3, "0")}-${kind.toLowerCase()}-${name}.yaml`;
}
