import { defined, firstOfEach, nonEmpty } from "../../components/values/entries";

test("of items with the same key the first one stays, in its place", () => {
  const items = [
    { path: "b", got: 1 },
    { path: "a", got: 2 },
    { path: "b", got: 3 },
  ];

  expect(firstOfEach(items, ({ path }) => path)).toEqual([
    { path: "b", got: 1 },
    { path: "a", got: 2 },
  ]);
});

test("an item that is its own key stays, however alike another one is", () => {
  const items = [{ path: "a" }, { path: "a" }];

  expect(firstOfEach(items, (item) => item)).toEqual([{ path: "a" }, { path: "a" }]);
});

test("entries without a value are left out, in the order of the others; empty and false ones are not", () => {
  expect(Object.entries(defined({ b: "", a: undefined, d: false, c: 0 }))).toEqual([
    ["b", ""],
    ["d", false],
    ["c", 0],
  ]);
});

test.each([
  [[], undefined],
  [{}, undefined],
  [["a"], ["a"]],
  [{ a: undefined }, { a: undefined }],
])("of %j there is %j", (values, found) => {
  expect(nonEmpty(values)).toEqual(found);
});

test("a list that has something in it is given as one of its own, which may be changed", () => {
  const items: readonly string[] = ["a"];

  expect(nonEmpty(items)).not.toBe(items);
});
