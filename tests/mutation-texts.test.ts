import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mutations } from "./mutations/mutations";

test.each(mutations)("the fault can be planted: $fault", ({ file, from }) => {
  const found = readFileSync(join(__dirname, "..", file), "utf8").split(from).length - 1;

  expect({ file, found }).toEqual({ file, found: 1 });
});
