import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

test("the page about programs of one's own has an example as it is run", () => {
  const page = readFileSync(join(root, "docs", "own-program.md"), "utf8");
  const example = readFileSync(join(root, "examples", "two-installations", "index.ts"), "utf8");

  expect(page).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
});
