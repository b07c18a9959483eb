import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { configNamespace } from "../../components/model/fault";
import { isRawMap } from "../../components/model/layers";
import type { RawMap } from "../../components/model/layers";
import { secretKeys } from "../../components/model/schema/stack";
import type { Cluster } from "../../sandbox";
import { readMap } from "../stack-file";
import type { StackFile } from "../stack-file";

/** A copy of the project that the engine may rewrite. */
export interface ProjectCopy {
  readonly folder: string;
  /** Secrets whose encrypted values are replaced by generated ones. */
  readonly replacedSecrets: readonly string[];
}

interface CopyArgs {
  readonly root: string;
  readonly folder: string;
  readonly file: StackFile;
  readonly cluster: Cluster;
  /** Folders of stand-in plugins by name. */
  readonly plugins: Readonly<Record<string, string>>;
}

/** The context in the sandbox's kubeconfig files. */
const sandboxContext = "sandbox";

/**
 * Copies project and stack file for a rehearsal, with one last layer: the cluster is the sandbox's, and
 * encrypted values, whose key is not here, give way to generated ones.
 */
export function copyProject({ root, folder, file, cluster, plugins }: CopyArgs): ProjectCopy {
  mkdirSync(folder, { recursive: true });
  const project = readMap(join(root, "Pulumi.yaml"));
  const providers = Object.entries(plugins).map(([name, path]) => ({ name, path }));
  write(join(folder, "Pulumi.yaml"), {
    ...project,
    ...(providers.length === 0 ? {} : { plugins: { providers } }),
  });

  const own = (key: string) => key.slice(configNamespace.length + 1);
  const isReplaced = ([key, value]: readonly [string, unknown]) =>
    secretKeys.includes(own(key)) && isRawMap(value);
  const entries = Object.entries(file.config);
  const stackPath = join(folder, file.name);
  write(stackPath, {
    ...encryptionOf(stackPath),
    config: {
      ...Object.fromEntries(entries.filter((entry) => !isReplaced(entry))),
      [`${configNamespace}:cluster`]: {
        kind: "kubeconfig",
        path: cluster.deployerKubeconfig,
        context: sandboxContext,
      },
    },
  });
  return { folder, replacedSecrets: entries.filter(isReplaced).map(([key]) => own(key)) };
}

/** The salt that the engine wrote at an earlier run; without it a state could not be read again. */
function encryptionOf(stackPath: string): RawMap {
  if (!existsSync(stackPath)) {
    return {};
  }
  const { encryptionsalt } = readMap(stackPath);
  return encryptionsalt === undefined ? {} : { encryptionsalt };
}

/** Forgets a stack's copy, once the stack is gone. */
export function removeStackCopy(folder: string, file: StackFile): void {
  rmSync(join(folder, file.name), { force: true });
}

function write(path: string, content: RawMap): void {
  writeFileSync(path, stringify(content));
}
