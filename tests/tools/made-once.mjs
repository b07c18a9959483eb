// Makes a folder of what tests run, once: it is kept until its recipe is another.
// Plain JavaScript with Node's own modules, because it runs before anything is compiled.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Fills `folder` by `make(draft)` unless it was made by the same recipe, a text. What fails leaves nothing behind,
 * and what was there is used until its successor is complete.
 */
export function makeOnce(folder, recipe, make) {
  const mark = "recipe";
  const made = join(folder, mark);
  if (existsSync(made) && readFileSync(made, "utf8") === recipe) {
    return;
  }
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    make(draft);
    writeFileSync(join(draft, mark), recipe);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
