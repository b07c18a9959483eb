import { join, resolve } from "node:path";

/** Where the commands keep what they make; git ignores all of it. */
export interface Paths {
  /** The checkout. */
  readonly root: string;
  /** Tools and compiled code, shared by all folders that a checkout may have. */
  readonly toolsFolder: string;
  readonly clusterFolder: string;
  /** Archives of the images that pods of real nodes use. */
  readonly imagesFolder: string;
  /** State of rehearsed stacks; the state of real ones is wherever Pulumi keeps it. */
  readonly stateFolder: string;
  readonly pulumiHome: string;
  readonly passphraseFile: string;
  readonly pluginsFolder: string;
  /** What exists in the simulated clouds, and their settings. */
  readonly accountsFolder: string;
  readonly policyFolder: string;
  /** Copies of the project and stack files, since the engine rewrites them. */
  readonly projectFolder: string;
}

/** The variable that moves the folders, for tests and for a second sandbox beside the first. */
export const sandboxFolderVariable = "OPENOPS_SANDBOX_FOLDER";

/** The folders of a checkout: below `.sandbox`, unless the environment names another folder. */
export function pathsOf(root: string): Paths {
  const toolsFolder = join(root, ".sandbox");
  const folder = resolve(process.env[sandboxFolderVariable] ?? toolsFolder);
  return {
    root,
    toolsFolder,
    clusterFolder: join(folder, "cluster"),
    imagesFolder: join(folder, "images"),
    stateFolder: join(folder, "state"),
    pulumiHome: join(folder, "pulumi-home"),
    passphraseFile: join(folder, "passphrase"),
    pluginsFolder: join(folder, "plugins"),
    accountsFolder: join(folder, "accounts"),
    policyFolder: join(folder, "policies"),
    projectFolder: join(folder, "project"),
  };
}
