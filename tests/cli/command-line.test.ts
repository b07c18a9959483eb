import { HelpRequest } from "../../cli/help-request";
import { readOptions, stackOption } from "../../cli/options";
import { parseTestRequest } from "../../cli/test";
import { UsageError } from "../../cli/usage-error";

const definition = { usage: "usage: npm run thing", options: stackOption };

describe("options", () => {
  test("name the stack dev unless they name another", () => {
    expect(readOptions([], definition)).toEqual({ stack: "dev" });
    expect(readOptions(["--stack", "ci"], definition)).toEqual({ stack: "ci" });
  });

  test.each([[["--stak", "ci"]], [["ci"]], [["--stack"]]])("%j are refused with the usage", (args) => {
    const read = () => readOptions(args, definition);
    expect(read).toThrow(UsageError);
    expect(read).toThrow("usage: npm run thing");
  });

  test.each(["--help", "-h"])("%s asks for the usage", (flag) => {
    expect(() => readOptions(["--stack", "ci", flag], definition)).toThrow(new HelpRequest(definition.usage));
  });
});

describe("the arguments of npm test", () => {
  test("are suites, then anything for jest", () => {
    expect(parseTestRequest(["unit", "manifests", "sandbox"])).toEqual({
      suites: ["unit", "manifests", "sandbox"],
      jestArgs: [],
    });
    expect(parseTestRequest(["unit", "tests/model", "--watch"])).toEqual({
      suites: ["unit"],
      jestArgs: ["tests/model", "--watch"],
    });
  });

  test("without a suite are refused", () => {
    expect(() => parseTestRequest(["--watch"])).toThrow(UsageError);
  });
});
