import { setTimeout as delay } from "node:timers/promises";

import { SandboxError } from "../../../errors";
import { containsUnknown, type PropertyMap, revealMap } from "../../protocol/property-value";
import type { CreateAnswer, CreateRequest } from "../../protocol/resource-plugin";
import { ApiError, ClusterUnreachable } from "../../../kubernetes-api/errors";
import { AwaitError, UnknownTypeError } from "../errors";
import { awaitReady } from "../await/await-ready";
import { readyTimeoutSeconds, skipsAwait } from "../await/timeouts";
import { fieldManagerOf } from "./field-managers";
import { type KubernetesObject, annotationOf, describe, idOf, withField } from "../objects/kubernetes-object";
import { type Operation, keptFailure, stateOf, waitingOf } from "./operation";

/** A namespace or a definition that another resource is just making may come late; then give up. */
const retryDelaysSeconds = [1, 2, 4, 8, 16];

export const conflictHint =
  "Server-Side Apply field conflict detected: another field manager owns fields of this object. Remove them from " +
  'the program, or take them over with the annotation pulumi.com/patchForce: "true"; see ' +
  "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/";

export function forcesPatch(object: KubernetesObject, operation: Operation): boolean {
  return annotationOf(object, "pulumi.com/patchForce") === "true" || operation.settings.patchForce;
}

type Write = { readonly object: KubernetesObject; readonly fieldManager: string; readonly dryRun: boolean };

async function write(operation: Operation, { object, fieldManager, dryRun }: Write): Promise<PropertyMap> {
  const { cluster, settings } = operation;
  if (settings.serverSideApply && settings.upsertExistingObjects) {
    return cluster.apply(object, { fieldManager, dryRun, force: dryRun || forcesPatch(object, operation) });
  }
  return cluster.create(object, { fieldManager, dryRun });
}

function isMisordered(thrown: unknown): boolean {
  return thrown instanceof UnknownTypeError || (thrown instanceof ApiError && thrown.notFound);
}

async function writeWhenPossible(operation: Operation, request: Write): Promise<PropertyMap> {
  for (const [attempt, seconds] of retryDelaysSeconds.entries()) {
    try {
      return await write(operation, request);
    } catch (thrown) {
      if (!isMisordered(thrown)) {
        throw thrown;
      }
      const reason = thrown instanceof Error ? thrown.message : "";
      operation.log.status(operation.urn, `Retry #${attempt}; creation failed: ${reason}`);
      await delay(seconds * 1000, undefined, { signal: operation.cancelled });
    }
  }
  return write(operation, request);
}

/** Faults at which a preview falls back to the inputs, because the update itself may well succeed. */
function isPreviewOnly(thrown: unknown): boolean {
  return (
    thrown instanceof UnknownTypeError ||
    // The object to replace is still there at preview; a real clash shows at the update.
    (thrown instanceof ApiError && (thrown.forbidden || thrown.namespaceNotFound || thrown.alreadyExists))
  );
}

function refusal(object: KubernetesObject, thrown: unknown): unknown {
  if (!(thrown instanceof SandboxError) || thrown instanceof ClusterUnreachable) {
    return thrown;
  }
  const hint = thrown instanceof ApiError && thrown.conflict ? `${conflictHint}\n: ` : "";
  return new SandboxError(
    `resource ${idOf(object)} was not successfully created by the Kubernetes API server: ${hint}${thrown.message}`,
    { cause: thrown },
  );
}

/** Tries the object on the server without keeping it; what cannot be tried is shown as the program has it. */
async function previewCreate(operation: Operation, request: CreateRequest): Promise<CreateAnswer> {
  const { inputs: source } = request;
  const inputs = revealMap(source);
  if (containsUnknown(inputs)) {
    return { id: "", outputs: source };
  }
  const fieldManager = fieldManagerOf(inputs, "");
  try {
    const body = await write(operation, { object: inputs, fieldManager, dryRun: true });
    const live = withField(body, ["status"], undefined);
    return { id: "", outputs: stateOf(live, { inputs, source, fieldManager }) };
  } catch (thrown) {
    if (!isPreviewOnly(thrown)) {
      throw refusal(inputs, thrown);
    }
    return { id: "", outputs: source };
  }
}

/** Creates an object that must not exist yet and waits until it is ready. */
export async function createObject(operation: Operation, request: CreateRequest): Promise<CreateAnswer> {
  if (request.preview) {
    return previewCreate(operation, request);
  }
  const inputs = revealMap(request.inputs);
  const written = { inputs, source: request.inputs, fieldManager: fieldManagerOf(inputs, "") };
  const created = await writeWhenPossible(operation, {
    object: inputs,
    fieldManager: written.fieldManager,
    dryRun: false,
  }).catch((thrown: unknown) => Promise.reject(refusal(inputs, thrown)));
  try {
    const timeoutSeconds = readyTimeoutSeconds(inputs, request.timeoutSeconds);
    const live = skipsAwait(inputs)
      ? created
      : await awaitReady(waitingOf(operation, timeoutSeconds), created);
    return { id: idOf(live), outputs: stateOf(live, written) };
  } catch (thrown) {
    if (thrown instanceof AwaitError) {
      const story = `${describe(inputs)} was successfully created, but it failed to fully initialize or become live`;
      throw keptFailure(story, thrown, written);
    }
    throw thrown;
  }
}
