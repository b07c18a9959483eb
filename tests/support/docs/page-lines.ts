import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A command that a page of the documentation gives its readers. */
export interface PageLine {
  /** The file, from the root of the repository. */
  readonly page: string;
  readonly line: string;
}

/** A command of Pulumi, perhaps with variables that are set for it alone. */
const ofPulumi = /^(?:[A-Z_0-9]+=\S+ )*pulumi /;

/** Without the remark behind a command. */
function withoutRemark(line: string): string {
  return line.replace(/\s+# .*$/, "").trim();
}

/** The commands of a block; one goes on to the next line as long as a quotation is open. */
function commandsOf(block: string): readonly string[] {
  const commands: string[] = [];
  let open = "";
  for (const line of block.split("\n").map(withoutRemark)) {
    open = open === "" ? line : `${open}\n${line}`;
    if (open.split("'").length % 2 === 1) {
      commands.push(open);
      open = "";
    }
  }
  return [...commands, open].filter((command) => command !== "");
}

/** The commands of Pulumi in the blocks of a page that are marked as `sh`. */
export function pulumiLinesIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^( *)```sh\n([^]*?)\n\1```$/gm)];
  return blocks.flatMap(([, , block = ""]) => commandsOf(block)).filter((line) => ofPulumi.test(line));
}

/** The commands of Pulumi that stand in a page's sentences. */
export function pulumiWordsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, line = ""]) => (ofPulumi.test(line) ? [line] : []));
}

/** All pages that people read, from the root of the repository. */
export function pagesOf(root: string): readonly string[] {
  const docs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...docs.sort().map((name) => `docs/${name}`)];
}

/** The commands of all pages, as one of the functions above finds them. */
export function linesOf(root: string, linesIn: (text: string) => readonly string[]): readonly PageLine[] {
  return pagesOf(root).flatMap((page) =>
    linesIn(readFileSync(join(root, page), "utf8")).map((line) => ({ page, line })),
  );
}
