import {
  sizeNames,
  storeSizes,
  type SizeName,
  type Sizes,
} from "../../components/config/fields/size-classes";
import { allServices } from "../../components/stack/declared-services";
import { markdownTable } from "../terminal/markdown-table";

/** The sizes of every part by their classes. */
export function sizeTable(): string {
  return markdownTable(
    ["part", ...sizeNames],
    parts().map(([part, sizes]) => [`\`${part}\``, ...sizeNames.map((size) => shown(sizes[size]))]),
  );
}

/** Everything with a size, by its path in the configuration. */
function parts(): readonly (readonly [path: string, sizes: Readonly<Record<SizeName, Sizes>>])[] {
  const services = allServices.map(({ id, sizes }) => [`services.${id}`, sizes] as const);
  return [...services, ["database", storeSizes.database], ["cache", storeSizes.cache]];
}

function shown({ requests, limits }: Sizes): string {
  return `${requests.join(", ")} – ${limits.join(", ")}`;
}
