import type { EngineLog } from "../../protocol/engine-log";
import { InitializationFailure } from "../../protocol/errors";
import type { PropertyMap } from "../../protocol/property-value";
import type { AwaitError } from "../errors";
import type { Waiting } from "../await/await-ready";
import { writeCheckpoint } from "./checkpoint";
import type { Cluster } from "../api/cluster";
import { type KubernetesObject, apiVersionOf, idOf } from "../objects/kubernetes-object";
import type { Settings } from "./settings";

/** What every operation of the plugin works with. */
export type Operation = {
  readonly cluster: Cluster;
  readonly settings: Settings;
  readonly log: EngineLog;
  readonly urn: string;
  readonly cancelled: AbortSignal;
};

export function waitingOf(operation: Operation, timeoutSeconds: number): Waiting {
  const { cluster, cancelled, log, urn } = operation;
  return { cluster, cancelled, timeoutSeconds, report: (message) => log.status(urn, message) };
}

/** What was written and the inputs it came from. */
export type Written = {
  readonly inputs: KubernetesObject;
  /** The inputs with the user's secret marks. */
  readonly source: PropertyMap;
  readonly fieldManager: string;
};

export function stateOf(live: KubernetesObject, { inputs, source, fieldManager }: Written): PropertyMap {
  return writeCheckpoint({ inputs, live, fieldManager, initialApiVersion: apiVersionOf(inputs) }, source);
}

/** The failure that keeps a written object in state, with the story of why it is not ready. */
export function keptFailure(story: string, thrown: AwaitError, written: Written): InitializationFailure {
  return new InitializationFailure(`${story}: ${thrown.message}`, {
    id: idOf(thrown.object),
    outputs: stateOf(thrown.object, written),
    reasons: [`${story}: ${thrown.message}`, ...thrown.reasons],
  });
}
