import { isDeepStrictEqual } from "node:util";
import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";

const prefix = "GENERATED-";

/**
 * Stands for the addresses of servers outside the cluster. It is a range that is kept for documentation,
 * so that a NetworkPolicy made with it is accepted and lets nothing through.
 */
export const addressPlaceholder = "192.0.2.0/24";

/** Stands for the address of the cluster's DNS Service, in the same way: the tenth of that range, as everywhere. */
export const dnsPlaceholder = "192.0.2.10";

const addressNames = {
  [addressPlaceholder]: "addresses of the servers outside the cluster",
  [`${dnsPlaceholder}/32`]: "the address of the cluster's DNS Service",
} as const;

/** What stands where a value would be that only a deployment knows. */
export function placeholder(name: string): string {
  return `${prefix}${name}`;
}

/** The names of what is not known in a value. */
export function placeholdersIn(value: Raw): readonly string[] {
  const text = JSON.stringify(value) ?? "";
  const found = [...text.matchAll(new RegExp(`${prefix}([\\w-]+)`, "g"))].flatMap(([, name]) => name ?? []);
  const addresses = Object.entries(addressNames).flatMap(([range, name]) =>
    text.includes(range) ? [name] : [],
  );
  return [...new Set([...found, ...addresses])];
}

function isKnown(value: Raw): boolean {
  return placeholdersIn(value).length === 0;
}

/**
 * Takes what is not known in an object from what it was at the last update: from the same place, and in
 * a list only where everything known in an item is the same.
 */
export function filledIn(value: RawMap, recorded: RawMap): RawMap {
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, filled(child, recorded[key])]));
}

function filled(value: Raw, recorded: Raw): Raw {
  if (isKnown(value)) {
    return value;
  }
  if (isList(value) && isList(recorded)) {
    return filledList(value, recorded);
  }
  if (isRawMap(value) && isRawMap(recorded)) {
    return filledIn(value, recorded);
  }
  return typeof value === "string" && typeof recorded === "string" ? recorded : value;
}

/** A list in which nothing is known may have had more items, or fewer. */
function filledList(items: readonly Raw[], recorded: readonly Raw[]): readonly Raw[] {
  if (items.every(isUnknown)) {
    return recorded;
  }
  return items.map((item, index) => {
    const before = recorded[index];
    return isRawMap(item) && isRawMap(before) && !sameKnownParts(item, before) ? item : filled(item, before);
  });
}

/** Whether there is nothing known in a value. */
function isUnknown(value: Raw): boolean {
  const children: readonly Raw[] = isList(value) ? value : isRawMap(value) ? Object.values(value) : [];
  return children.length === 0 ? !isKnown(value) : children.every(isUnknown);
}

function sameKnownParts(item: RawMap, recorded: RawMap): boolean {
  return Object.entries(item).every(
    ([key, child]) => !isKnown(child) || isDeepStrictEqual(child, recorded[key]),
  );
}

function isList(value: Raw): value is readonly Raw[] {
  return Array.isArray(value);
}
