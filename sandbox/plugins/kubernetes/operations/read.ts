import { InitializationFailure } from "../../protocol/errors";
import { revealMap, withoutKey } from "../../protocol/property-value";
import type { ReadAnswer, ReadRequest } from "../../protocol/resource-plugin";
import { ApiError } from "../../../kubernetes-api/errors";
import { UnknownTypeError } from "../errors";
import { unreadyReasons } from "../await/await-ready";
import { skipsAwait } from "../await/timeouts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint";
import { fieldManagerOf } from "./field-managers";
import {
  type KubernetesObject,
  apiVersionOf,
  idOf,
  kindOf,
  nameOf,
  parseId,
  withField,
} from "../objects/kubernetes-object";
import { normalizeInputs } from "../objects/normalize";
import type { Operation } from "./operation";
import { pruneToShape } from "./prune";
import { markSecrets } from "../objects/secrecy";
import { type GroupVersionKind, fromTypeToken } from "../api/type-token";

/** What the cluster wrote into annotations, which nobody would put into a program. */
const clusterAnnotations = [
  "deployment.kubernetes.io/revision",
  "kubectl.kubernetes.io/last-applied-configuration",
];

/** Everything of a live object that a program could have said: what an import starts from. */
function inputsFromLive(live: KubernetesObject): KubernetesObject {
  const cleaned = clusterAnnotations.reduce(
    (object, name) => withField(object, ["metadata", "annotations", name], undefined),
    withoutKey(live, "status"),
  );
  return normalizeInputs(cleaned);
}

async function getOrGone(
  operation: Operation,
  type: GroupVersionKind,
  id: string,
): Promise<KubernetesObject | undefined> {
  try {
    return await operation.cluster.get({ ...type, ...parseId(id) });
  } catch (thrown) {
    if (thrown instanceof UnknownTypeError || (thrown instanceof ApiError && thrown.notFound)) {
      return undefined;
    }
    throw thrown;
  }
}

/**
 * Reads an object from the cluster: for a refresh, so that changes made by hand show in the inputs, and
 * for an import or `.get()`, where the id alone is known.
 */
export async function readObject(operation: Operation, request: ReadRequest): Promise<ReadAnswer> {
  const known = normalizeInputs(revealMap(request.oldInputs));
  const checkpoint = readCheckpoint(request.oldOutputs);
  const imported = kindOf(known) === "" && nameOf(checkpoint.live) === "";
  const type =
    kindOf(known) === ""
      ? fromTypeToken(request.type)
      : { apiVersion: apiVersionOf(known), kind: kindOf(known) };
  const live = await getOrGone(operation, type, request.id);
  if (live === undefined) {
    return undefined;
  }
  const inputs = imported ? inputsFromLive(live) : pruneToShape(live, known);
  const fieldManager = fieldManagerOf(known, checkpoint.fieldManager);
  const initialApiVersion = checkpoint.initialApiVersion || apiVersionOf(live);
  const outputs = writeCheckpoint({ inputs, live, fieldManager, initialApiVersion }, request.oldInputs);
  const answer = { id: idOf(live), inputs: markSecrets(inputs, request.oldInputs), outputs };
  const reasons = imported || skipsAwait(known) ? [] : await unreadyReasons(operation.cluster, live);
  if (reasons.length > 0) {
    const message = `Resource '${nameOf(live)}' was created but failed to initialize`;
    throw new InitializationFailure(message, { ...answer, reasons: [message, ...reasons] });
  }
  return answer;
}
