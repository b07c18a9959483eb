import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./config-error";
import type { LaterValues } from "./later-values";
import { assembleConfig, securePaths, type Assembled } from "../checks/assembled-config";
import { configNamespace } from "../values/fault";
import { isRawMap, type RawMap } from "../config/layers";
import { withNamespace } from "../checks/stack-namespace";
import type { LiveCluster } from "./cluster/live-data";
import type { ClusterAccess } from "./stores/store-access";
import { type StackConfig, secretKeys } from "../stack/stack-config";
import { isUngenerated, type SecretValueName, type SecretValues } from "../values/secret-definitions";
import { storedSecrets } from "../checks/recorded/stored-secrets";

/** A checked configuration with the secrets it gives. */
export interface LoadedConfig {
  readonly config: StackConfig;
  /** The stack's full name: organisation, project and stack. */
  readonly stackName: string;
  readonly namespace: string;
  readonly rotating: Assembled["rotating"];
  /** The values it gives of secrets that something stored depends on, for their fingerprints alone. */
  readonly storedSecrets: SecretValues;
  /** Names of secrets that it sets, though their values are not to be had. */
  readonly withheld: readonly string[];
  /** How the cluster is accessed, where somebody else says so than the configuration. */
  readonly access?: ClusterAccess;
  /** How the cluster is looked at before anything is declared. @default by kubectl */
  readonly live?: LiveCluster;
  /** Whether the Kubernetes provider takes over objects that exist already. */
  readonly takesOver: boolean;
  /** A secret from the configuration, or undefined where it is to be generated. */
  readonly givenSecret: (name: SecretValueName) => pulumi.Output<string> | undefined;
  /** Users' own secret variables: service, variable, value. */
  readonly extraSecrets: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
  /** What consoles show of the stack, with its outputs in it. Default: nothing. */
  readonly readme?: string;
  /** What is known of existing servers only once other resources are there. Default: nothing. */
  readonly later?: LaterValues;
}

const prefix = `${configNamespace}:`;

/** The file of a project with what consoles show of its stacks. */
export const readmeFile = "Pulumi.README.md";

interface ConfigSource {
  /** Where the stack file and overlays are. @default the current folder, where Pulumi runs programs */
  readonly projectFolder?: string;
  /** Names of secrets that the stack sets, though their values are not to be had. */
  readonly withheld?: readonly string[];
}

/**
 * Reads the configuration of the stack that runs.
 *
 * @throws ConfigError with every fault
 */
export async function loadConfig({
  projectFolder = process.cwd(),
  withheld = [],
}: ConfigSource = {}): Promise<LoadedConfig> {
  const { stack, stackName } = runningStack();
  const file = `Pulumi.${stack}.yaml`;
  const entries = ownEntries();
  const readMap = await mapReader(entries);
  const assembled = assembleConfig({
    file,
    entries,
    isEncrypted,
    withheld,
    encryptedPaths: (key) => {
      const path = resolve(projectFolder, file);
      return existsSync(path) ? encryptedPaths(readMap(path), key) : [];
    },
    readOverlay: (path) => readMap(resolve(projectFolder, path)),
  });
  const { config, namespace, faults } = withNamespace(assembled, stack);
  if (config === undefined) {
    throw new ConfigError(`The configuration of stack ${stack}`, faults);
  }
  return {
    config,
    stackName,
    namespace,
    rotating: assembled.rotating,
    storedSecrets: storedAmong(assembled.secrets),
    withheld,
    takesOver: takesOver(),
    givenSecret: (name) => {
      const value = assembled.secrets[name] ?? withheldPassword(name, withheld);
      return value === undefined ? undefined : pulumi.secret(value);
    },
    extraSecrets: assembled.extraSecrets,
    ...readmeIn(projectFolder),
  };
}

function readmeIn(projectFolder: string): Pick<LoadedConfig, "readme"> {
  const path = resolve(projectFolder, readmeFile);
  return existsSync(path) ? { readme: readFileSync(path, "utf8") } : {};
}

/** The values that something stored depends on, of those that are given. */
export function storedAmong(given: SecretValues): SecretValues {
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => storedSecrets.some((stored) => stored === name)),
  );
}

/** The stack that runs: its short name, and its full one with organisation and project. */
export function runningStack(): { readonly stack: string; readonly stackName: string } {
  const stack = pulumi.getStack();
  return { stack, stackName: [pulumi.getOrganization(), pulumi.getProject(), stack].join("/") };
}

/** Whether the Kubernetes provider takes over objects that exist already. */
export function takesOver(): boolean {
  return /^(1|t|true)$/i.test(process.env.PULUMI_K8S_UPSERT_EXISTING_OBJECTS ?? "");
}

/** What stands for a password that nothing is generated for, where it cannot be read. */
function withheldPassword(name: SecretValueName, withheld: readonly string[]): string | undefined {
  return isUngenerated(name) && withheld.includes(name) ? `WITHHELD-${name}` : undefined;
}

function ownEntries(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** The SDK knows which keys hold secrets, but its declarations leave the question out. */
function isEncrypted(key: string): boolean {
  const runtime: object = pulumi.runtime;
  if (!("isConfigSecret" in runtime) || typeof runtime.isConfigSecret !== "function") {
    throw new Error("This release of @pulumi/pulumi does not tell which configuration is secret");
  }
  const answer: unknown = runtime.isConfigSecret(`${prefix}${key}`);
  return answer === true;
}

/** The encrypted leaves of a key in a stack file. */
function encryptedPaths({ config }: RawMap, key: string): readonly string[] {
  return isRawMap(config) ? securePaths(config[`${prefix}${key}`], key) : [];
}

/**
 * What reads files with a map in them. A parser of YAML is loaded only where there is something to read:
 * overlays, or encrypted values to name that do not belong where they are.
 */
async function mapReader(entries: Readonly<Record<string, string>>): Promise<(path: string) => RawMap> {
  const hasFiles = Object.keys(entries).some(
    (key) => key === "overlays" || (isEncrypted(key) && !secretKeys.includes(key)),
  );
  if (!hasFiles) {
    return () => ({});
  }
  const { readYamlMap } = await import("./yaml-map");
  return readYamlMap;
}
