import { resourceSizes, sizeNames } from "../../components/model/schema/sizes";
import type { Sizes } from "../../components/model/schema/sizes";
import { markdownTable } from "./markdown-table";

/** The sizes of every part by their classes. */
export function sizeTable(): string {
  return markdownTable(
    ["part", ...sizeNames],
    Object.entries(resourceSizes).map(([part, sizes]) => [
      `\`${["database", "cache"].includes(part) ? part : `services.${part}`}\``,
      ...sizeNames.map((size) => shown(sizes[size])),
    ]),
  );
}

function shown({ requests, limits }: Sizes): string {
  return `${requests.join(", ")} – ${limits.join(", ")}`;
}
