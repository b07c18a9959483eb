import { documentedRights, grantedRights, roleSchema } from "./engine/used-rights";
import { declaredKinds } from "./support/sources/declared-kinds";

const roles = documentedRights().map((document) => roleSchema.parse(document));
const kinds = [...declaredKinds()].sort();
const granted = [...grantedRights(roles)];

test.each(["create", "delete", "get", "patch"])(
  "whoever updates a stack may %s every kind of object that the program makes",
  (verb) => {
    const missing = kinds.filter((kind) => !granted.includes(`${verb} ${kind}`));
    expect(missing).toEqual([]);
  },
);

test("nobody may create a kind of object that the program never makes", () => {
  const creatable = granted.flatMap((right) => /^create (.*)$/.exec(right)?.[1] ?? []);
  expect(creatable.sort()).toEqual(kinds);
});
