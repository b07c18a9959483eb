import { join } from "node:path";
import { leftOut, stories } from "./support/docs/documented-lines";
import { linesOf, pulumiLinesIn, pulumiWordsIn, type PageLine } from "./support/docs/page-lines";

const root = join(__dirname, "..");
const inBlocks = linesOf(root, pulumiLinesIn);
const documented = [...inBlocks, ...linesOf(root, pulumiWordsIn)];
const run = stories.flatMap(({ lines }) => lines);

function has(lines: readonly PageLine[], { page, line }: PageLine): boolean {
  return lines.some((one) => one.page === page && one.line === line);
}

describe("the lines of the documentation that are commands of Pulumi", () => {
  test("are run by tests/official/documented-lines.test.ts, or left out with a reason", () => {
    expect(inBlocks.length).toBeGreaterThan(60);
    expect(inBlocks.filter((line) => !has(run, line) && !has(leftOut, line))).toEqual([]);
  });

  test("are not both", () => {
    expect(leftOut.filter((line) => has(run, line))).toEqual([]);
  });

  test("are the only ones that are run or left out", () => {
    expect([...run, ...leftOut].filter((line) => !has(documented, line))).toEqual([]);
  });
});

describe("in a page", () => {
  test("a command of Pulumi is one that begins a line of a block, with variables or without, and no remark", () => {
    const page = [
      "```sh",
      "npm run up -- --stack dev",
      "pulumi up          # the dev stack",
      "A=true B=1 pulumi up",
      "echo x | pulumi config set --secret openops:adminPassword",
      "```",
    ];
    expect(pulumiLinesIn(page.join("\n"))).toEqual(["pulumi up", "A=true B=1 pulumi up"]);
  });

  test("a block may be a part of a list, and blocks of other languages do not count", () => {
    const page = [
      "1. Do this:",
      "",
      "   ```sh",
      "   pulumi up",
      "   ```",
      "",
      "```yaml",
      "pulumi up: 1",
      "```",
    ];
    expect(pulumiLinesIn(page.join("\n"))).toEqual(["pulumi up"]);
  });

  test("a command goes on until its quotation ends", () => {
    const page = ["```sh", "pulumi stack export | jq '.a", "  .b' | pulumi stack import", "pulumi up", "```"];
    expect(pulumiLinesIn(page.join("\n"))).toEqual([
      "pulumi stack export | jq '.a\n.b' | pulumi stack import",
      "pulumi up",
    ]);
  });

  test("a command in a sentence counts apart", () => {
    const text =
      "The first is `pulumi up --refresh`, the second `A=true pulumi up`; set `A=true` once, not `npm test`.";
    expect(pulumiWordsIn(text)).toEqual(["pulumi up --refresh", "A=true pulumi up"]);
  });
});
