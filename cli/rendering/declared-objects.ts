import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "../../components/config";
import { deploy } from "../../components/deploy";
import { configNamespace } from "../../components/model/fault";
import { isRawMap } from "../../components/model/layers";
import type { Raw, RawMap } from "../../components/model/layers";
import { secretKeys } from "../../components/model/schema/stack";
import { rehearsedConfig } from "../rehearsal/rehearsed-config";
import type { StackFile } from "../stack-file";
import type { NamedObject } from "./fixed-names";
import { standInAnswer, standInOutputs } from "./look-ups";
import { filledIn, placeholder } from "./placeholders";
import type { RecordedStack } from "./recorded-stack";
import { revealed } from "./revealed";

export interface DeclareArgs {
  readonly file: StackFile;
  /** What values are taken from that only a deployment knows; placeholders stand for all others. */
  readonly recorded: RecordedStack;
}

/** A Kubernetes object as the program declares it. */
interface DeclaredObject extends NamedObject {
  /** Whether the program leaves it as it is, once it is there. */
  readonly once: boolean;
}

/**
 * Runs the program without an engine and keeps the objects that it declares.
 *
 * @throws ConfigError for what an update would refuse as well
 */
export async function declaredObjects(
  root: string,
  { file, recorded }: DeclareArgs,
): Promise<readonly DeclaredObject[]> {
  const objects: DeclaredObject[] = [];
  const failures: unknown[] = [];
  const ignored = new Map<string, readonly string[]>();
  const encrypted = encryptedSecrets(file);
  const newResource = ({ type, name, inputs, id }: pulumi.runtime.MockResourceArgs) => {
    const plain = revealed(inputs);
    if (type.startsWith("kubernetes:") && id !== undefined && id !== "") {
      const unknown = { metadata: { name: id, uid: placeholder("cluster") } };
      return { id, state: recorded.outputs(type, name) ?? unknown };
    }
    if (!type.startsWith("kubernetes:")) {
      // Where the configuration has a value, the generated one is not the stack's.
      const known = encrypted.includes(name) ? undefined : recorded.outputs(type, name);
      return { id: name, state: known ?? standInOutputs(placeholder(name), plain) };
    }
    const filled = filledIn(plain, recorded.inputs(type, name) ?? {});
    const object = declaredObject(name, filled, ignored.get(`${type} ${name}`) ?? []);
    objects.push(object);
    return { id: name, state: object.content };
  };
  const call = ({ token, inputs }: pulumi.runtime.MockCallArgs) => standInAnswer(token, revealed(inputs));
  await pulumi.runtime.setMocks({ newResource, call }, "openops", file.stack, false, "organization");
  pulumi.runtime.setAllConfig(clearConfig(file));
  await pulumi.runtime.runInPulumiStack(async () => {
    // Mocks are not told of options, a transformation is.
    pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
      ignored.set(`${type} ${name}`, opts.ignoreChanges ?? []);
      return undefined;
    });
    // Thrown here, a failure would end the process with a stack trace.
    return program(root, file).catch((error: unknown) => void failures.push(error));
  });
  await pulumi.runtime.disconnect();
  for (const failure of failures) {
    throw failure;
  }
  return objects;
}

async function program(root: string, file: StackFile): Promise<Readonly<Record<string, unknown>>> {
  const loaded = loadConfig({ projectFolder: root, withheld: encryptedSecrets(file) });
  return { ...(await deploy({ ...loaded, extraSecrets: variablePlaceholders(file) })) };
}

/**
 * @param ignored paths of what the program leaves to others once the object is there
 */
function declaredObject(resourceName: string, inputs: RawMap, ignored: readonly string[]): DeclaredObject {
  const metadata: RawMap = isRawMap(inputs.metadata) ? inputs.metadata : {};
  const { name: given, annotations: all, ...rest } = metadata;
  const kind = String(inputs.kind);
  const generatedName =
    typeof given === "string" ? undefined : `${resourceName}-${kind.toLowerCase()}-to-be-named`;
  const annotations = withoutOwnNotes(all);
  const own = Object.keys(annotations).length === 0 ? rest : { ...rest, annotations };
  const content = { ...inputs, metadata: { ...own, name: generatedName ?? given } };
  return {
    kind,
    resourceName,
    generatedName,
    content: ignored.includes("spec.replicas") ? withoutReplicas(content) : content,
    once: ignored.includes("spec"),
  };
}

/** An autoscaler sets the number of pods, which applying the object again would set back. */
function withoutReplicas({ spec, ...rest }: RawMap): RawMap {
  const entries = Object.entries(isRawMap(spec) ? spec : {}).filter(([key]) => key !== "replicas");
  return { ...rest, spec: Object.fromEntries(entries) };
}

/** What Pulumi notes on objects means nothing to others. */
function withoutOwnNotes(annotations: Raw): RawMap {
  const entries = Object.entries(isRawMap(annotations) ? annotations : {});
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith("pulumi.com/")));
}

/** Names of the secrets that the stack sets; their key is not here. */
function encryptedSecrets({ config }: StackFile): readonly string[] {
  return secretKeys.filter((name) => isRawMap(config[`${configNamespace}:${name}`]));
}

/** Users' own secret variables, whose names alone are to be had. */
function variablePlaceholders({ config }: StackFile) {
  const { extraSecrets } = rehearsedConfig(config);
  return Object.fromEntries(
    Object.entries(extraSecrets).map(([service, variables]) => {
      const names = Object.keys(variables);
      return [
        service,
        Object.fromEntries(names.map((name) => [name, placeholder(`extraSecrets-${service}-${name}`)])),
      ];
    }),
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
