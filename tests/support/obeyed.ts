import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";

/** A map with a value at a path of keys and positions, as `pulumi config set --path` writes it. */
function withValue(map: RawMap, [key = "", ...rest]: readonly string[], value: Raw): RawMap {
  const below = map[key];
  if (rest.length === 0) {
    return { ...map, [key]: value };
  }
  return rest[0] === "0"
    ? { ...map, [key]: [value] }
    : { ...map, [key]: withValue(isRawMap(below) ? below : {}, rest, value) };
}

/**
 * A stack's values after the commands of one remedy; `meant` is what somebody types, by the path that is set or by
 * the word that stands for a value there.
 */
export function obeyed(values: RawMap, commands: string, meant: Readonly<Record<string, Raw>> = {}): RawMap {
  const each = [...commands.matchAll(/pulumi config set (?:--path )?'?openops:([^\s']+)'? (\S+)/g)];
  expect(each).not.toEqual([]);
  return each.reduce(
    (current, [, path = "", typed = ""]) =>
      withValue(
        current,
        path.split(/[.[\]]+/).filter((part) => part !== ""),
        meant[path] ?? meant[typed] ?? typed,
      ),
    values,
  );
}
