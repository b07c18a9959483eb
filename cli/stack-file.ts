import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { withNamespace, type Namespaced } from "../components/checks/stack-namespace";
import { assembleConfig, securePaths } from "../components/checks/assembled-config";
import { configNamespace, nearestName } from "../components/values/fault";
import { firstOfEach } from "../components/values/entries";
import { isRawMap, type RawMap } from "../components/config/layers";
import { secretKeys } from "../components/stack/stack-config";
import { CommandError } from "./errors";

/** A stack's file as it is written. */
export interface StackFile {
  readonly stack: string;
  /** File name, without folder. */
  readonly name: string;
  readonly content: RawMap;
  /** The `config` section. */
  readonly config: RawMap;
}

/** Beside a stack's file may be its settings for Pulumi Deployments, `Pulumi.<stack>.deploy.yaml`. */
const filePattern = /^Pulumi\.(.+)(?<!\.deploy)\.yaml$/;

/** The stacks that have a file in the checkout. */
export function knownStacks(root: string): readonly string[] {
  return readdirSync(root)
    .flatMap((name) => filePattern.exec(name)?.[1] ?? [])
    .sort();
}

/**
 * Reads a stack's file.
 *
 * @throws CommandError when there is none, naming the ones there are, or when it is no YAML map
 */
export function readStackFile(root: string, stack: string): StackFile {
  const name = `Pulumi.${stack}.yaml`;
  const path = join(root, name);
  if (!existsSync(path)) {
    const known = knownStacks(root);
    const nearest = nearestName(stack, known);
    throw new CommandError(
      `There is no stack ${stack}: ${name} does not exist. ` +
        (nearest === undefined ? `There are ${known.join(", ")}.` : `Did you mean ${nearest}?`),
    );
  }
  const content = readMap(path);
  const config = content.config ?? {};
  if (!isRawMap(config)) {
    throw new CommandError(`${name}: expected a map under config. Correct the file, then run again.`);
  }
  return { stack, name, content, config };
}

/** Reads a YAML file with a map in it; throws a CommandError that names the file otherwise. */
export function readMap(path: string): RawMap {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new CommandError(`${path} cannot be read: ${reason}. Correct the file, then run again.`);
  }
  if (!isRawMap(content)) {
    throw new CommandError(`${path} holds no map. Correct the file, then run again.`);
  }
  return content;
}

const prefix = `${configNamespace}:`;

/**
 * A stack's configuration as its file gives it; values of secrets are not read.
 *
 * @param readOverlay reads a file that `overlays` names; by default one of the project's folder
 */
export function assembleStack(
  root: string,
  file: StackFile,
  readOverlay: (path: string) => RawMap = (path) => readMap(resolve(root, path)),
): Namespaced {
  const own = Object.entries(file.config)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), value] as const);
  const encrypted = new Map(own.map(([key, value]) => [key, securePaths(value, key)]));
  // An encrypted secret is as it should be, and its value is not to be had here.
  const clear = own.filter(([key]) => !secretKeys.includes(key) || (encrypted.get(key) ?? []).length === 0);
  const assembled = assembleConfig({
    file: file.name,
    entries: Object.fromEntries(
      clear.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    isEncrypted: (key) => (encrypted.get(key) ?? []).length > 0,
    encryptedPaths: (key) => encrypted.get(key) ?? [],
    withheld: secretKeys.filter((key) => (encrypted.get(key) ?? []).length > 0),
    readOverlay,
  });
  const encryptedPaths = [...encrypted.values()].flat();
  // What is encrypted where it must not be cannot be read, so nothing else is said of it.
  const faults = firstOfEach(assembled.faults, (fault) =>
    encryptedPaths.includes(fault.path) ? fault.path : fault,
  );
  return withNamespace({ ...assembled, faults }, file.stack);
}
