import { setTimeout } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { namedInCloud, plainPropertiesSchema } from "../../../sandbox";
import { report } from "../../terminal/print";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  provider: z.string().optional(),
  inputs: plainPropertiesSchema.optional(),
  outputs: plainPropertiesSchema.optional(),
});
const deploymentSchema = z.looseObject({
  resources: z.array(resourceSchema).default([]),
  pending_operations: z.array(z.looseObject({ resource: resourceSchema, type: z.string() })).default([]),
});

type Resource = z.output<typeof resourceSchema>;
type Deployment = z.output<typeof deploymentSchema>;

interface TakeOverArgs {
  /** The stack without its program. */
  readonly stack: Stack;
  /**
   * Which objects of the cluster beside what is in clouds. An update itself takes over those that have
   * names in the program; for an auto-named one it would invent another name, and lose sight of the first.
   */
  readonly objects: "all" | "auto-named";
  readonly accountsFolder: string;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

interface Begun {
  readonly resource: Resource;
  /** Outputs that are there only once its cloud is done; none of an object of the cluster. */
  readonly decidesLast: readonly string[];
}

const namedSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.unknown()).default({}),
  }),
});

const betweenLooksMs = 1000;

/**
 * Takes what a killed update had begun to make into the state, and waits until its cloud is done with it.
 *
 * The engine's note holds the whole resource but its id, which the names in its inputs tell. A refresh then
 * has the plugin look: what was never made leaves the state again. (The engine's own way, a refresh with
 * `--import-pending-creates`, only relabels the notes, 3.248 to 3.276, and imports nothing.)
 */
export async function takeOverBegun(args: TakeOverArgs): Promise<void> {
  const { stack, accountsFolder, objects, signal } = args;
  const state = await stack.exportStack();
  const deployment = deploymentSchema.parse(state.deployment);
  const creations = deployment.pending_operations.filter(({ type }) => type === "creating");
  const found = await Promise.all(
    creations.map(async ({ resource }) => [
      ...(await identified(resource, { deployment, accountsFolder })),
      ...identifiedObject(resource, objects),
    ]),
  );
  const begun = found.flat();
  if (begun.length === 0) {
    return;
  }
  const urns = begun.map(({ resource: { urn } }) => urn);
  const resources = withBegun(deployment.resources, begun);
  const left = deployment.pending_operations.filter(({ resource: { urn } }) => !urns.includes(urn));
  await stack.importStack({
    ...state,
    deployment: { ...deployment, resources, pending_operations: left },
  });
  report(`Taking over what was begun: ${urns.map(lastPart).join(", ")}`);
  while (await lookAgain(stack, begun, signal)) {
    await setTimeout(betweenLooksMs, undefined, { signal });
  }
}

/** The resources with those that were begun; one that was to be replaced is left to be deleted. */
function withBegun(resources: readonly Resource[], begun: readonly Begun[]): readonly Resource[] {
  const places = new Map(begun.map(({ resource }) => [resource.urn, resource]));
  const placed = resources.flatMap((resource) => {
    const replacement = places.get(resource.urn);
    places.delete(resource.urn);
    // What depends on it comes later in the list, and has to find the new one before it.
    return replacement === undefined ? [resource] : [replacement, { ...resource, delete: true }];
  });
  return [...placed, ...places.values()];
}

/** A resource of a cloud with its id. */
async function identified(
  resource: Resource,
  { deployment, accountsFolder }: Pick<TakeOverArgs, "accountsFolder"> & { readonly deployment: Deployment },
): Promise<readonly Begun[]> {
  const provider = deployment.resources.find(({ urn, id }) => `${urn}::${id ?? ""}` === resource.provider);
  const { type, inputs = {} } = resource;
  const named = await namedInCloud(accountsFolder, { type, inputs, providerInputs: provider?.inputs ?? {} });
  return named === undefined
    ? []
    : [{ resource: { ...resource, id: named.id }, decidesLast: named.decidesLast }];
}

/** An object of the cluster with its id. */
function identifiedObject(resource: Resource, objects: TakeOverArgs["objects"]): readonly Begun[] {
  const { success, data } = namedSchema.safeParse(resource.inputs);
  if (!resource.type.startsWith("kubernetes:") || !success) {
    return [];
  }
  const { name, namespace, annotations } = data.metadata;
  if (objects === "auto-named" && annotations["pulumi.com/autonamed"] !== "true") {
    return [];
  }
  const id = namespace === undefined ? name : `${namespace}/${name}`;
  return [{ resource: { ...resource, id }, decidesLast: [] }];
}

/** Has the plugins look, and says whether a cloud is still at work on anything. */
async function lookAgain(stack: Stack, begun: readonly Begun[], signal: AbortSignal): Promise<boolean> {
  await stack.refresh({ target: begun.map(({ resource: { urn } }) => urn), signal, color: "never" });
  const { resources } = deploymentSchema.parse((await stack.exportStack()).deployment);
  return begun.some(({ resource: { urn }, decidesLast }) => {
    const outputs = resources.find((found) => found.urn === urn)?.outputs;
    return outputs !== undefined && decidesLast.some((name) => !(name in outputs));
  });
}

function lastPart(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
