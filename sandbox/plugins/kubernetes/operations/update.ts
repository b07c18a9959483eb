import { SandboxError } from "../../../errors";
import { InitializationFailure } from "../../protocol/errors";
import { type PropertyMap, containsUnknown, revealMap } from "../../protocol/property-value";
import type { UpdateRequest } from "../../protocol/resource-plugin";
import { ApiError, ClusterUnreachable } from "../../../kubernetes-api/errors";
import { AwaitError, UnknownTypeError } from "../errors";
import { awaitReady } from "../await/await-ready";
import { readyTimeoutSeconds, skipsAwait } from "../await/timeouts";
import { readCheckpoint } from "./checkpoint";
import { selectionOf } from "../api/cluster";
import { conflictHint, forcesPatch } from "./create";
import { fieldManagerOf, needsTransfer, transferPatch } from "./field-managers";
import { type KubernetesObject, describe, fieldAt, idOf, withField } from "../objects/kubernetes-object";
import { normalizeInputs } from "../objects/normalize";
import { type Operation, type Written, keptFailure, stateOf, waitingOf } from "./operation";
import { parsePath } from "../objects/property-path";

/** Ignored fields are sent as they stand on the server, so that they neither change nor conflict. */
function withIgnoredFrom(
  live: KubernetesObject,
  inputs: KubernetesObject,
  ignoreChanges: readonly string[],
): KubernetesObject {
  return ignoreChanges.reduce((object, text) => {
    const [first, ...rest] = parsePath(text);
    if (typeof first !== "string" || !rest.every((step): step is string => typeof step === "string")) {
      return object;
    }
    const value = fieldAt(live, first, ...rest);
    return value === undefined ? object : withField(object, [first, ...rest], value);
  }, inputs);
}

async function applyForReal(
  operation: Operation,
  request: UpdateRequest,
  written: Written,
): Promise<PropertyMap> {
  const { cluster } = operation;
  const { inputs, fieldManager } = written;
  const selection = selectionOf(inputs);
  const live = await cluster.get(selection);
  if (needsTransfer(live, fieldManager)) {
    await cluster.patch(selection, transferPatch(live, fieldManager));
  }
  const object = withIgnoredFrom(live, inputs, request.ignoreChanges);
  return cluster.apply(object, { fieldManager, dryRun: false, force: forcesPatch(inputs, operation) });
}

function story(inputs: KubernetesObject): string {
  return `the Kubernetes API server reported that ${describe(inputs)} failed to fully initialize or become live`;
}

function explained(thrown: SandboxError): string {
  return thrown instanceof ApiError && thrown.conflict
    ? `${conflictHint}\n: ${thrown.message}`
    : thrown.message;
}

/** A refused update leaves the object as it was; the state keeps it, with the refusal, for the next try. */
async function refused(operation: Operation, written: Written, thrown: SandboxError): Promise<Error> {
  const message = `update of resource ${idOf(written.inputs)} failed: ${explained(thrown)}`;
  try {
    const live = await operation.cluster.get(selectionOf(written.inputs));
    const outputs = stateOf(live, written);
    return new InitializationFailure(message, { id: idOf(live), outputs, reasons: [message] });
  } catch (cause) {
    return cause instanceof SandboxError ? new SandboxError(message, { cause: thrown }) : thrown;
  }
}

async function previewUpdate(
  operation: Operation,
  request: UpdateRequest,
  written: Written,
): Promise<PropertyMap> {
  const { inputs, fieldManager } = written;
  if (containsUnknown(inputs)) {
    return request.newInputs;
  }
  const { live: last } = readCheckpoint(request.oldOutputs);
  const force = forcesPatch(inputs, operation) || needsTransfer(last, fieldManager);
  const object = withIgnoredFrom(last, inputs, request.ignoreChanges);
  try {
    const body = await operation.cluster.apply(object, { fieldManager, dryRun: true, force });
    return stateOf(body, written);
  } catch (thrown) {
    const tolerated =
      thrown instanceof UnknownTypeError ||
      (thrown instanceof ApiError && (thrown.forbidden || thrown.notFound));
    if (tolerated) {
      return request.newInputs;
    }
    if (thrown instanceof SandboxError && !(thrown instanceof ClusterUnreachable)) {
      throw new SandboxError(`preview of resource ${idOf(inputs)} failed: ${explained(thrown)}`, {
        cause: thrown,
      });
    }
    throw thrown;
  }
}

/** Brings an object to new inputs by server-side apply and waits until it is ready again. */
export async function updateObject(operation: Operation, request: UpdateRequest): Promise<PropertyMap> {
  const inputs = normalizeInputs(revealMap(request.newInputs));
  const remembered = readCheckpoint(request.oldOutputs).fieldManager;
  const written = { inputs, source: request.newInputs, fieldManager: fieldManagerOf(inputs, remembered) };
  if (request.preview) {
    return previewUpdate(operation, request, written);
  }
  try {
    const body = await applyForReal(operation, request, written);
    const timeoutSeconds = readyTimeoutSeconds(inputs, request.timeoutSeconds);
    const live = skipsAwait(inputs) ? body : await awaitReady(waitingOf(operation, timeoutSeconds), body);
    return stateOf(live, written);
  } catch (thrown) {
    if (thrown instanceof AwaitError) {
      throw keptFailure(story(inputs), thrown, written);
    }
    if (thrown instanceof SandboxError && !(thrown instanceof ClusterUnreachable)) {
      throw await refused(operation, written, thrown);
    }
    throw thrown;
  }
}
