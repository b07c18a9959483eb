// Whether the installed npm packages are those of the lock file.
// Plain JavaScript with Node's own modules, because it runs before anything is installed.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

function modifiedMs(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function packagesOf(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

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

/**
 * Whether what npm installed below a folder is what its lock file asks for. A lock file that is only
 * newer, as after a change of branch and back, is no reason to install everything again.
 */
export function packagesAreInstalled(root) {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) {
    return false;
  }
  return (
    modifiedMs(installed) >= modifiedMs(lock) ||
    differences(packagesOf(lock), packagesOf(installed)).length === 0
  );
}
