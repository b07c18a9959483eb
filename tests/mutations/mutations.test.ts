import { mutations } from "./mutations";
import { tryMutation } from "./mutant";

test.each(mutations)("a test notices $fault", (mutation) => {
  const { without, withFault } = tryMutation(mutation);

  expect(without).toEqual({ passed: 1, failed: 0, failures: "" });
  expect([withFault.passed, withFault.failed]).toEqual([0, 1]);
  expect(withFault.failures).toMatch(mutation.noticedBy.failure);
});
