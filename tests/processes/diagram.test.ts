import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "openops-diagram-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** What the command prints; a process of its own, since Jest loads no ES modules such as Graphviz is. */
function diagram(...args: readonly string[]): string {
  return execFileSync(process.execPath, ["cli/run.mjs", "diagram", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

test("the image in the documentation is the one that the command draws of the dev stack", () => {
  const path = join(folder, "dev.svg");
  diagram("--svg", path);
  const image = readFileSync(path, "utf8");
  expect(image).toBe(readFileSync("docs/diagrams/dev.svg", "utf8"));
  const texts = [...image.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = ""]) =>
    text.replaceAll("&#45;", "-"),
  );
  expect(texts).toEqual(expect.arrayContaining(["openops-app", "postgres, in-cluster", "3005", "internet"]));
});

test("the diagram in the README is the one that the command prints of the dev stack", () => {
  const readme = readFileSync("README.md", "utf8");
  expect(readme).toContain(diagram());
});
