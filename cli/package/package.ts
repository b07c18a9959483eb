import { relative, resolve } from "node:path";
import { readOptions } from "../options";
import { print } from "../terminal/print";
import { options, usage } from "./command-line";
import { packProject } from "./packed-project";

/** `npm run package`: packs what others install, and the template of their projects. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { output, json } = readOptions(args, { usage, options });
  const packed = packProject({ root, output: resolve(root, output) });
  if (json) {
    const { file, template, packedBytes, unpackedBytes } = packed;
    print(JSON.stringify({ file, template, packedBytes, unpackedBytes }));
    return 0;
  }
  const shown = (path: string): string => relative(root, path);
  print(`Packed ${shown(packed.file)}, ${Math.ceil(packed.packedBytes / 1024)} KiB.`);
  print(`A project with it, in an empty folder:\n  pulumi new ${packed.template}`);
  return 0;
}
