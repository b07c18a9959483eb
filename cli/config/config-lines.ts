import { isMap, isScalar, LineCounter, parseDocument, type Node } from "yaml";
import { configNamespace } from "../../components/values/fault";

const pathPattern = new RegExp(`\\b${configNamespace}:[\\w.]+\\w`, "g");

interface WrittenFile {
  readonly name: string;
  readonly text: string;
}

/** Adds to a text, behind each configuration path in it, the line of a stack's file that sets it. */
export function withConfigLines(text: string, { name, text: yaml }: WrittenFile): string {
  return text.replace(pathPattern, (path) => {
    const line = lineOf(path, yaml);
    return line === undefined ? `${path} (not set in ${name})` : `${path} (${name}:${line})`;
  });
}

/** The line of the deepest key of a path that a file sets; undefined where it sets none of them. */
function lineOf(path: string, yaml: string): number | undefined {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  let node: unknown = document.get("config");
  let line: number | undefined;
  for (const key of path.split(".")) {
    const pair = isMap<Node, Node>(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const start = pair?.key.range?.[0];
    if (pair === undefined || start === undefined) {
      break;
    }
    line = lines.linePos(start).line;
    node = pair.value;
  }
  return line;
}
