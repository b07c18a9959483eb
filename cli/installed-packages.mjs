// Whether the installed npm packages are those of the lock file.
// Plain JavaScript with Node's own modules, because it runs before anything is installed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

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
 * Whether what npm installed below a folder is what its lock file asks for. The files' dates tell nothing:
 * a change of branch and back makes a lock file newer, and a copied folder may be newer than its content.
 */
export function packagesAreInstalled(root) {
  const installed = join(root, "node_modules", ".package-lock.json");
  return (
    existsSync(installed) &&
    differences(packagesOf(join(root, "package-lock.json")), packagesOf(installed)).length === 0
  );
}
