import { resourceSizes, sizeNames, type Sizes } from "../../components/config/fields/size-classes";
import { markdownTable } from "../terminal/markdown-table";

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
