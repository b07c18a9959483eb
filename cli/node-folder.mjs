// Prints the folder of the Node.js that this checkout needs, for scripts: PATH="$(node cli/node-folder.mjs):$PATH"
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNode, NodeReleaseError } from "./node-release.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
try {
  const node = ensureNode(root, { report: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`${dirname(node)}\n`);
} catch (error) {
  if (!(error instanceof NodeReleaseError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
