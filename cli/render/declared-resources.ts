import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "../../components/resources/loaded-config";
import { OpenOps } from "../../components/openops";
import type { LiveCluster } from "../../components/resources/cluster/live-data";
import { configNamespace } from "../../components/values/fault";
import { isRawMap, type RawMap } from "../../components/config/layers";
import { secretKeys } from "../../components/stack/stack-config";
import { readStateFunction } from "../../components/resources/state/recorded-state";
import { isUngenerated, type SecretValueName } from "../../components/values/secret-definitions";
import { rehearsedConfig } from "../rehearsal/rehearsed-config";
import type { StackFile } from "../stack-file";
import { heldSecrets } from "./saved-values";
import { contentsKeptByOthers } from "./existing-values";
import { standInAnswer, standInOutputs } from "./assumed-look-ups";
import { dnsPlaceholder, filledIn, placeholder } from "./placeholders";
import type { RecordedStack } from "./recorded-stack";
import { revealed } from "./plain-values";

export interface DeclareArgs {
  readonly file: StackFile;
  /** What values are taken from that only a deployment knows; placeholders stand for all others. */
  readonly recorded: RecordedStack;
}

/** A resource as the program declares it. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Undefined where the stack itself is the parent. */
  readonly parent: string | undefined;
  /** Whether a provider makes it; a component is nothing but its children. */
  readonly custom: boolean;
  readonly inputs: RawMap;
  readonly protect: boolean;
  /** Paths of what the program leaves to others once it is there. */
  readonly ignoreChanges: readonly string[];
}

/** What the engine is told of a resource beside its inputs. */
type Options = Pick<DeclaredResource, "urn" | "parent" | "protect" | "ignoreChanges">;

/**
 * Runs the program without an engine and keeps what it declares, each after its parent. What it only
 * reads is left out.
 *
 * @throws ConfigError for what an update would refuse as well
 */
export async function declaredResources(
  root: string,
  { file, recorded }: DeclareArgs,
): Promise<readonly DeclaredResource[]> {
  const resources: DeclaredResource[] = [];
  const failures: unknown[] = [];
  const options = new Map<string, Options>();
  const held = new Map<string, RawMap>();
  const encrypted = encryptedSecrets(file);
  const kept = contentsKeptByOthers(root, file);
  const newResource = ({ type, name, inputs, id, custom = true }: pulumi.runtime.MockResourceArgs) => {
    const plain = revealed(inputs);
    const isObject = type.startsWith("kubernetes:");
    if (isObject && id !== undefined && id !== "") {
      const unknown = {
        metadata: { name: id, uid: placeholder("cluster") },
        data: held.get(id) ?? kept(id),
        spec: type === "kubernetes:core/v1:Service" ? { clusterIPs: [dnsPlaceholder] } : {},
      };
      return { id, state: recorded.outputs(type, name) ?? unknown };
    }
    const own = options.get(`${type} ${name}`);
    const filled = isObject ? filledIn(plain, recorded.inputs(type, name) ?? {}) : plain;
    if (own !== undefined) {
      resources.push({ type, name, custom, inputs: filled, ...own });
    }
    // Where the configuration has a value, the generated one is not the stack's.
    const known = isObject || encrypted.includes(name) ? undefined : recorded.outputs(type, name);
    return {
      id: name,
      state: isObject ? namedOutputs(name, filled) : (known ?? standInOutputs(placeholder(name), filled)),
    };
  };
  const call = ({ token, inputs }: pulumi.runtime.MockCallArgs) =>
    token === readStateFunction ? { outputs: recorded.all } : standInAnswer(token, revealed(inputs));
  await pulumi.runtime.setMocks({ newResource, call }, "openops", file.stack, false, "organization");
  pulumi.runtime.setAllConfig(clearConfig(file));
  await pulumi.runtime.runInPulumiStack(async () => {
    keepOptions(file.stack, options);
    // Thrown here, a failure would end the process with a stack trace.
    return program(root, file, held).catch((error: unknown) => void failures.push(error));
  });
  await pulumi.runtime.disconnect();
  for (const failure of failures) {
    throw failure;
  }
  return resources;
}

/** Mocks are not told of options, a transformation is. */
function keepOptions(stack: string, options: Map<string, Options>): void {
  const chains = new Map<pulumi.Resource, { readonly types: string; readonly urn: string }>();
  pulumi.runtime.registerStackTransformation(({ resource, type, name, opts }) => {
    const parent = opts.parent === undefined ? undefined : chains.get(opts.parent);
    const types = parent === undefined ? type : `${parent.types}$${type}`;
    const urn = `urn:pulumi:${stack}::openops::${types}::${name}`;
    chains.set(resource, { types, urn });
    const { protect = false, ignoreChanges = [] } = opts;
    options.set(`${type} ${name}`, { urn, parent: parent?.urn, protect, ignoreChanges });
    return undefined;
  });
}

/** The name that stands for the one that the provider would give. */
export function nameToBe(resourceName: string, kind: unknown): string {
  return `${resourceName}-${String(kind).toLowerCase()}-to-be-named`;
}

function namedOutputs(resourceName: string, inputs: RawMap): RawMap {
  const metadata: RawMap = isRawMap(inputs.metadata) ? inputs.metadata : {};
  return { ...inputs, metadata: { ...metadata, name: metadata.name ?? nameToBe(resourceName, inputs.kind) } };
}

/** @param held gets the Secrets that the stack relies on, before it reads them */
async function program(
  root: string,
  file: StackFile,
  held: Map<string, RawMap>,
): Promise<Readonly<Record<string, unknown>>> {
  const loaded = await loadConfig({ projectFolder: root, withheld: encryptedSecrets(file) });
  heldSecrets(loaded).forEach((data, id) => held.set(id, data));
  const givenSecret = (name: SecretValueName) =>
    isUngenerated(name) && encryptedSecrets(file).includes(name)
      ? pulumi.secret(placeholder(name))
      : loaded.givenSecret(name);
  // No cluster is asked.
  const live: LiveCluster = {
    look: async () => ({ objects: [], claims: [], secrets: [] }),
    specOf: async () => ({ spec: { hard: {}, limits: [] } }),
    silence: async () => undefined,
  };
  const installation = { ...loaded, givenSecret, live, extraSecrets: variablePlaceholders(file) };
  return { ...(await OpenOps.install("openops", installation)).outputs };
}

/** Names of the secrets that the stack sets; their key is not here. */
function encryptedSecrets({ config }: StackFile): readonly string[] {
  return secretKeys.filter((name) => isRawMap(config[`${configNamespace}:${name}`]));
}

/** Users' own secret variables, whose names alone are to be had. */
function variablePlaceholders({ config }: StackFile) {
  return Object.fromEntries(
    Object.entries(rehearsedConfig(config).extraSecrets).map(([service, variables]) => [
      service,
      Object.fromEntries(
        Object.keys(variables).map((name) => [name, placeholder(`extraSecrets-${service}-${name}`)]),
      ),
    ]),
  );
}

/** The stack's configuration without encrypted values. */
function clearConfig(file: StackFile): Record<string, string> {
  const encrypted = encryptedSecrets(file).map((name) => `${configNamespace}:${name}`);
  return Object.fromEntries(
    Object.entries(file.config)
      .filter(([key]) => !encrypted.includes(key))
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
