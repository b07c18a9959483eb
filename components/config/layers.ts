/** Configuration as it is written, before it is checked. */
export type Raw = string | number | boolean | null | undefined | readonly Raw[] | RawMap;
export interface RawMap {
  readonly [key: string]: Raw;
}

/** Configuration from one place. */
export interface Layer {
  /** Where it comes from, in words for people: `preset dev`, `overlays/eu.yaml`, `Pulumi.dev.yaml`. */
  readonly source: string;
  readonly values: RawMap;
}

/** Layers put on top of each other. */
export interface MergedLayers {
  readonly values: RawMap;
  /** For each path that some layer set, the source of the value that counts. */
  readonly origins: ReadonlyMap<string, string>;
}

export function isRawMap(value: unknown): value is RawMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The path of a key below another path. */
export function childPath(path: string, key: string | number): string {
  const step = typeof key === "number" ? `[${key}]` : /^[\w-]+$/.test(key) ? `.${key}` : `["${key}"]`;
  return path === "" ? String(key) : `${path}${step}`;
}

/**
 * Puts layers on top of each other: maps merge deep, everything else replaces, null removes, and a
 * union object that names another `kind` replaces the whole one below it.
 */
export function mergeLayers(layers: readonly Layer[]): MergedLayers {
  const origins = new Map<string, string>();
  const values = layers.reduce<RawMap>(
    (below, layer) => mergeMaps(below, layer.values, { path: "", source: layer.source, origins }),
    {},
  );
  return { values, origins };
}

interface MergePosition {
  readonly path: string;
  readonly source: string;
  readonly origins: Map<string, string>;
}

function mergeMaps(below: RawMap, above: RawMap, position: MergePosition): RawMap {
  const replaced = changesKind(below, above);
  if (replaced) {
    forget(position.origins, position.path);
  }
  const merged = new Map(Object.entries(replaced ? {} : below));
  for (const [key, value] of Object.entries(above)) {
    const path = childPath(position.path, key);
    const current = merged.get(key);
    if (value === null) {
      forget(position.origins, path);
      merged.delete(key);
    } else if (isRawMap(value)) {
      merged.set(key, mergeMaps(isRawMap(current) ? current : {}, value, { ...position, path }));
    } else {
      forget(position.origins, path);
      position.origins.set(path, position.source);
      merged.set(key, value);
    }
  }
  return Object.fromEntries(merged);
}

function changesKind(below: RawMap, above: RawMap): boolean {
  return typeof above.kind === "string" && typeof below.kind === "string" && above.kind !== below.kind;
}

function forget(origins: Map<string, string>, path: string): void {
  for (const known of origins.keys()) {
    if (known === path || known.startsWith(`${path}.`) || known.startsWith(`${path}[`)) {
      origins.delete(known);
    }
  }
}
