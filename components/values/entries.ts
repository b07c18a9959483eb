/** The first of the items that have the same key, in the order in which they come. */
export function firstOfEach<Item>(items: Iterable<Item>, key: (item: Item) => unknown): readonly Item[] {
  const found = new Map<unknown, Item>();
  for (const item of items) {
    if (!found.has(key(item))) {
      found.set(key(item), item);
    }
  }
  return [...found.values()];
}

type DefinedKeys<Values> = {
  [Key in keyof Values]: undefined extends Values[Key] ? never : Key;
}[keyof Values];

/** A map without the entries that have no value. */
type Defined<Values> = {
  readonly [Key in DefinedKeys<Values>]: Values[Key];
} & {
  readonly [Key in Exclude<keyof Values, DefinedKeys<Values>>]?: Exclude<Values[Key], undefined>;
};

/**
 * Leaves out the entries that have no value: a field of Kubernetes that is absent and one that is undefined differ
 * for Pulumi.
 */
export function defined<Values extends object>(values: Values): Defined<Values>;
export function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** A list or a map with something in it; undefined for an empty one. */
export function nonEmpty<Item>(values: readonly Item[]): Item[] | undefined;
export function nonEmpty<Values extends object>(values: Values): Values | undefined;
export function nonEmpty(values: object): object | undefined {
  if (Array.isArray(values)) {
    return values.length === 0 ? undefined : [...values];
  }
  return Object.keys(values).length === 0 ? undefined : values;
}
