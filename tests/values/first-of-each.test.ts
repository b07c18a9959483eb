import { firstOfEach } from "../../components/values/first-of-each";

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
