import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { Account } from "../../sandbox/plugins/clouds/account";
import type { ResourceKind } from "../../sandbox/plugins/clouds/cloud";
import { plainPropertiesSchema } from "../../sandbox/plugins/clouds/cloud-resource";
import { clouds } from "../../sandbox/plugins/clouds/clouds";
import { report } from "../terminal/print";

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
  readonly accountsFolder: string;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

interface Begun {
  readonly resource: Resource;
  readonly kind: ResourceKind;
}

const betweenLooksMs = 1000;

/**
 * Takes what a killed update had begun in a cloud into the state, and waits until the cloud is done with it.
 *
 * The engine's note holds the whole resource but its id, which the names in its inputs tell. A refresh then
 * has the plugin look: what was never made leaves the state again. (The engine's own way, a refresh with
 * `--import-pending-creates`, only relabels the notes in 3.150 and imports nothing.)
 */
export async function takeOverBegun({ stack, accountsFolder, signal }: TakeOverArgs): Promise<void> {
  const state = await stack.exportStack();
  const deployment = deploymentSchema.parse(state.deployment);
  const begun = deployment.pending_operations
    .filter(({ type }) => type === "creating")
    .flatMap(({ resource }) => identified(resource, { deployment, accountsFolder }));
  if (begun.length === 0) {
    return;
  }
  const urns = begun.map(({ resource: { urn } }) => urn);
  const resources = [...deployment.resources, ...begun.map(({ resource }) => resource)];
  const left = deployment.pending_operations.filter(({ resource: { urn } }) => !urns.includes(urn));
  await stack.importStack({
    ...state,
    deployment: { ...deployment, resources, pending_operations: left },
  });
  report(`Taking over what was begun in a cloud: ${urns.map(lastPart).join(", ")}`);
  while (await lookAgain(stack, begun, signal)) {
    await setTimeout(betweenLooksMs, undefined, { signal });
  }
}

/** A resource of a cloud with its id. */
function identified(
  resource: Resource,
  { deployment, accountsFolder }: Pick<TakeOverArgs, "accountsFolder"> & { readonly deployment: Deployment },
): readonly Begun[] {
  const cloud = clouds.find(({ kinds }) => kinds.has(resource.type));
  const kind = cloud?.kinds.get(resource.type);
  if (cloud === undefined || kind === undefined) {
    return [];
  }
  const provider = deployment.resources.find(({ urn, id }) => `${urn}::${id ?? ""}` === resource.provider);
  const config = cloud.configure(provider?.inputs ?? {}, process.env);
  const account = new Account(join(accountsFolder, cloud.name));
  const { key } = kind.name({ account, config, inputs: resource.inputs ?? {} });
  return [{ resource: { ...resource, id: key }, kind }];
}

/** Has the plugins look, and says whether a cloud is still at work on anything. */
async function lookAgain(stack: Stack, begun: readonly Begun[], signal: AbortSignal): Promise<boolean> {
  await stack.refresh({ target: begun.map(({ resource: { urn } }) => urn), signal, color: "never" });
  const { resources } = deploymentSchema.parse((await stack.exportStack()).deployment);
  return begun.some(({ resource: { urn }, kind }) => {
    const outputs = resources.find((found) => found.urn === urn)?.outputs;
    return outputs !== undefined && (kind.decidesLast ?? []).some((name) => !(name in outputs));
  });
}

function lastPart(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
