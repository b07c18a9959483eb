import { mutations } from "./mutations";
import { tryMutation } from "./mutant";

test.each(mutations)("a test notices $fault", (mutation) => {
  const { without, withFault } = tryMutation(mutation);
  const { test: name, after = [], failure } = mutation.noticedBy;

  expect(without ?? { passed: [...after, name], failed: [] }).toMatchObject({
    passed: [...after, name],
    failed: [],
  });
  expect(withFault).toMatchObject({ passed: after, failed: [name] });
  expect(withFault.failures).toMatch(failure);
});
