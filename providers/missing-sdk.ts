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
 * Loads what needs the package of a cloud. Who installs OpenOps as a package chooses the clouds that come with it.
 *
 * @throws ConfigError that says what to install, where the package is not there
 */
export async function withSdk<Module>(
  cloud: CloudName,
  { name, version }: Sdk,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (!lacks(name, error)) {
      throw error;
    }
    throw new ConfigError("What is installed for the program", [
      {
        path: `clouds.${cloud}`,
        expected: `the package ${name}`,
        got: "none",
        why: "it comes with OpenOps only where this cloud is used",
        fix: `npm install ${name}@${version}`,
      },
    ]);
  }
}
