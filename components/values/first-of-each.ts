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
