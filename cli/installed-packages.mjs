// Whether the installed npm packages are those of the lock file.
// Plain JavaScript with Node's own modules, because it runs before anything is installed.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The names of the packages that are missing, of another version, or no longer wanted. */
function differences(wanted, installed) {
  const differs = ([path, { version, integrity, optional }]) => {
    const found = installed[path];
    // npm leaves out optional packages of other platforms.
    return found === undefined
      ? optional !== true
      : found.version !== version || found.integrity !== integrity;
  };
  // The entry without a path is the project itself, which is not installed.
  const packages = Object.entries(wanted).filter(([path]) => path !== "");
  return [
    ...packages.filter(differs).map(([path]) => path),
    ...Object.keys(installed).filter((path) => wanted[path] === undefined),
  ];
}

/** Writes by renaming, because two commands may start at the same time. */
function remember(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

/**
 * Whether what npm installed below a folder is what its lock file asks for. The files' dates tell nothing:
 * a change of branch and back makes a lock file newer, and a copied folder may be newer than its content.
 * Files that were found to agree are kept, since they are compared faster as bytes than as packages.
 */
export function packagesAreInstalled(root) {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) {
    return false;
  }
  const texts = [join(root, "package-lock.json"), installed].map((path) => readFileSync(path));
  const agreed = join(root, ".sandbox", "installed-packages");
  const content = Buffer.concat(texts);
  if (existsSync(agreed) && readFileSync(agreed).equals(content)) {
    return true;
  }
  const [wanted, found] = texts.map((text) => JSON.parse(text).packages);
  if (differences(wanted, found).length > 0) {
    return false;
  }
  remember(agreed, content);
  return true;
}
