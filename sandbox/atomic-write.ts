import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a file that is either there as a whole or not at all; its owner alone may read it. */
export function writeAtomically(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    renameSync(draft, path);
  } finally {
    // Half a draft would take up a full disk's last room.
    rmSync(draft, { force: true });
  }
}

/** Writes a file only where its content would change, and says whether it did. */
export function writeChanged(path: string, content: string): boolean {
  if (existsSync(path) && readFileSync(path, "utf8") === content) {
    return false;
  }
  writeAtomically(path, content);
  return true;
}
