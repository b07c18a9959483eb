import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "./pins";

const skipped = new Set(["node_modules", ".sandbox", ".git", "coverage"]);

/** What holds releases: sources, settings and pages, not what is recorded, generated or locked. */
const isHolder = (path: string): boolean =>
  (/(^|\/)(\.node-version|\.nvmrc|go\.mod|requirements\.in|[Dd]ockerfile[^/]*)$/.test(path) ||
    /\.(json5?|ya?ml|md|[cm]?[jt]s|sh)$/.test(path)) &&
  !/(^|\/)(package-lock\.json$|fixtures\/|previews\/)/.test(path);

/** The files of a checkout that may pin something. */
export function checkoutFiles(root: string): Files {
  return Object.fromEntries(
    pathsBelow(root, "")
      .filter(isHolder)
      .map((path) => [path, readFileSync(join(root, path), "utf8")]),
  );
}

function pathsBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) {
      return entry.isFile() ? [path] : [];
    }
    return skipped.has(entry.name) ? [] : pathsBelow(root, path);
  });
}
