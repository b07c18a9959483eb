import { ConfigError } from "../components/resources/config-error";
import type { CloudName } from "./registry";
import type { Sdk } from "./source";

/** Whether an error says that a module of a package is not installed; one that the package itself lacks is another. */
function lacks(name: string, error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "MODULE_NOT_FOUND" &&
    new RegExp(`^Cannot find module '${name}(/[^']*)?'`).test(error.message)
  );
}

/**
 * The error for people of a cloud that could not be loaded. Who installs OpenOps as a package chooses the clouds that
 * come with it; where it is not that, the error stays what it is.
 */
export function loadError(cloud: CloudName, { name, version }: Sdk, error: unknown): unknown {
  return lacks(name, error)
    ? new ConfigError("What is installed for the program", [
        {
          path: `clouds.${cloud}`,
          expected: `the package ${name}`,
          got: "none",
          why: "it comes with OpenOps only where this cloud is used",
          fix: `npm install ${name}@${version}`,
        },
      ])
    : error;
}
