import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { isRawMap } from "../../components/config/layers";
import type { RenderedObject } from "../../cli/render/rendered-objects";

/** The objects of a file that `npm run render` wrote. */
export function readObjects(path: string): readonly RenderedObject[] {
  return parseAllDocuments(readFileSync(path, "utf8")).flatMap((document): readonly RenderedObject[] => {
    const content: unknown = document.toJS();
    if (!isRawMap(content) || !isRawMap(content.metadata)) {
      return [];
    }
    return [{ kind: String(content.kind), name: String(content.metadata.name), content }];
  });
}
