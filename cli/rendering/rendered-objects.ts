import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "../../components/config";
import { deploy } from "../../components/deploy";
import { configNamespace } from "../../components/model/fault";
import { isRawMap } from "../../components/model/layers";
import type { RawMap } from "../../components/model/layers";
import { secretKeys } from "../../components/model/schema/stack";
import type { StackFile } from "../stack-file";
import { standInAnswer, standInOutputs } from "./look-ups";
import { revealed } from "./revealed";

/** A Kubernetes object as it would be applied. */
export interface RenderedObject {
  readonly kind: string;
  readonly name: string;
  readonly content: RawMap;
}

/** What stands where a generated value would be. */
function placeholder(name: string): string {
  return `GENERATED-${name}`;
}

/**
 * Every Kubernetes object of a stack, in the order of the program, with placeholders for secrets and
 * certificates. Objects without a name of their own are named after their content, so that a change
 * makes a new one and rolls the pods that use it.
 */
export async function renderObjects(root: string, file: StackFile): Promise<readonly RenderedObject[]> {
  const objects: RenderedObject[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        if (type.startsWith("kubernetes:") && id !== undefined && id !== "") {
          return { id, state: { metadata: { name: id, uid: placeholder("cluster") } } };
        }
        if (!type.startsWith("kubernetes:")) {
          return { id: name, state: standInOutputs(placeholder(name), revealed(inputs)) };
        }
        const rendered = named(name, revealed(inputs));
        objects.push(rendered);
        return { id: rendered.name, state: rendered.content };
      },
      call: ({ token, inputs }) => standInAnswer(token, revealed(inputs)),
    },
    "openops",
    file.stack,
    false,
    "organization",
  );
  pulumi.runtime.setAllConfig(clearConfig(file));
  await pulumi.runtime.runInPulumiStack(async () =>
    deploy(loadConfig({ projectFolder: root, withheld: encryptedSecrets(file) })),
  );
  await pulumi.runtime.disconnect();
  return objects;
}

function named(resourceName: string, inputs: RawMap): RenderedObject {
  const metadata: RawMap = isRawMap(inputs.metadata) ? inputs.metadata : {};
  const { name: given, annotations } = metadata;
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 8);
  const name = typeof given === "string" ? given : `${resourceName}-${hash}`;
  const kept = Object.entries(isRawMap(annotations) ? annotations : {}).filter(
    ([key]) => !key.startsWith("pulumi.com/"),
  );
  const rest = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== "annotations"));
  const own = kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) };
  return { kind: String(inputs.kind), name, content: { ...inputs, metadata: { ...own, name } } };
}

/** Names of the secrets that the stack sets; their key is not here. */
function encryptedSecrets({ config }: StackFile): readonly string[] {
  return secretKeys.filter((name) => isRawMap(config[`${configNamespace}:${name}`]));
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
