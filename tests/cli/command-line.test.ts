import { commandNames, runCommand, usageOfCommand } from "../../cli/command";
import { commandLine, flag, readOptions, stackOption, valued } from "../../cli/options";
import { parseTestRequest } from "../../cli/test/test";
import { UsageError } from "../../cli/errors";

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

  test.each(["--help", "-h"])("%s asks for the usage, whatever else is given", async (help) => {
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    await runCommand("down", ["--stack", "ci", "--wrong", help], "/nowhere");
    expect(write.mock.calls).toEqual([[`${(await usageOfCommand("down")) ?? ""}\n`]]);
    expect(process.exitCode).toBe(0);
    write.mockRestore();
  });
});

describe("the usage", () => {
  test("has the form, the purpose, and each word and option with its meaning", () => {
    const { usage } = commandLine({
      command: "npm run thing",
      takes: ["WORD [--stack NAME]", "[--json]"],
      about: "Does a thing.",
      words: { start: "begin it" },
      options: { ...stackOption, json: flag("one JSON object") },
    });
    expect(usage.split("\n")).toEqual([
      "usage: npm run thing -- WORD [--stack NAME]",
      "                        [--json]",
      "",
      "  Does a thing.",
      "",
      "  start  begin it",
      "",
      "  --stack NAME  the stack; default: dev",
      "  --json        one JSON object",
    ]);
  });

  test("breaks long texts between words, beside the option that they are of", () => {
    const { usage } = commandLine({
      command: "npm run thing",
      takes: [],
      about: "word ".repeat(30).trimEnd(),
      options: { file: valued("FILE", "text ".repeat(20).trimEnd()) },
    });
    expect(usage.split("\n")).toEqual([
      "usage: npm run thing",
      "",
      `  ${"word ".repeat(20)}word`,
      `  ${"word ".repeat(8)}word`,
      "",
      `  --file FILE  ${"text ".repeat(18)}text`,
      "               text",
    ]);
  });

  test.each(commandNames)(
    "of %s has in its form the options that it describes, and no other",
    async (name) => {
      const [form = "", ...sections] = ((await usageOfCommand(name)) ?? "").split("\n\n");
      const described = sections.flatMap((text) => [...text.matchAll(/^ {2}(--[\w-]+)/gm)]);
      const optionsIn = (matches: Iterable<RegExpMatchArray>) =>
        [...matches].map(([, option]) => option).sort();
      expect(optionsIn(form.matchAll(/(--[\w-]+)/g))).toEqual(optionsIn(described));
    },
  );
});

describe("the arguments of npm test", () => {
  test("are suites, then anything for jest", () => {
    expect(parseTestRequest(["unit", "manifests", "sandbox"])).toEqual({
      suites: ["unit", "manifests", "sandbox"],
      oldest: false,
      jestArgs: [],
    });
    expect(parseTestRequest(["unit", "tests/plan", "--watch"])).toEqual({
      suites: ["unit"],
      oldest: false,
      jestArgs: ["tests/plan", "--watch"],
    });
  });

  test("may ask for the oldest supported releases", () => {
    expect(parseTestRequest(["official", "--oldest", "tests/official/usage.test.ts"])).toEqual({
      suites: ["official"],
      oldest: true,
      jestArgs: ["tests/official/usage.test.ts"],
    });
  });

  test("without a suite are refused", () => {
    expect(() => parseTestRequest(["--watch"])).toThrow(UsageError);
  });
});
