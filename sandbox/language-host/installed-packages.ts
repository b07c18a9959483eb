import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  pulumi: z
    .object({
      resource: z.boolean().optional(),
      name: z.string().optional(),
      version: z.string().optional(),
      server: z.string().optional(),
    })
    .optional(),
});

type Manifest = z.infer<typeof manifestSchema>;

/** A package whose resources need a plugin. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  /** Where the plugin is downloaded from, where that is not Pulumi's own place. */
  readonly server?: string;
}

/** The package.json in a folder; undefined where there is none, or none of a package. */
function manifestIn(folder: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** The folders of the packages in a node_modules folder, those of scopes and of packages' own ones included. */
function packageFolders(modules: string): readonly string[] {
  let entries: readonly string[];
  try {
    entries = readdirSync(modules);
  } catch {
    return [];
  }
  return entries
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => {
      const folder = join(modules, name);
      return name.startsWith("@")
        ? packageFolders(folder)
        : [folder, ...packageFolders(join(folder, "node_modules"))];
    });
}

/** Every package that is installed for a program, sorted by name. */
export function installedPackages(programFolder: string): readonly Manifest[] {
  return packageFolders(join(programFolder, "node_modules"))
    .flatMap((folder) => manifestIn(folder) ?? [])
    .sort((left, right) => left.name.localeCompare(right.name));
}

/**
 * The packages that a program's resources may be of: all that are installed, whether or not the program imports
 * them, as the official language host reports them.
 */
export function pluginPackages(programFolder: string): readonly PluginPackage[] {
  return installedPackages(programFolder).flatMap(({ name, version, pulumi }) =>
    pulumi?.resource === true
      ? {
          name: pulumi.name ?? name.replace(/^@pulumi\//, ""),
          version: `v${pulumi.version ?? version}`.replace(/^vv/, "v"),
          ...(pulumi.server === undefined ? {} : { server: pulumi.server }),
        }
      : [],
  );
}
