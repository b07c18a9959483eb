import { isRawMap, type RawMap } from "../../components/config/layers";
import type { StateResource } from "../stack-access/state-resource";
import { nameOf } from "../terminal/resource-names";
import { revealed } from "./plain-values";

/** What the last update of a stack left; undefined for a resource that it did not have. */
export interface RecordedStack {
  /** What a resource became. */
  readonly outputs: (type: string, name: string) => RawMap | undefined;
  /** What a resource was asked to be. */
  readonly inputs: (type: string, name: string) => RawMap | undefined;
  /** The type and the outputs of every resource, by its URN, as the engine answers when it is asked for them. */
  readonly all: RawMap;
}

/** A stack without a past. */
export const nothingRecorded: RecordedStack = { outputs: () => undefined, inputs: () => undefined, all: {} };

/** Reads what the last update left from a state whose secrets are in clear. */
export function recordedStack(resources: readonly StateResource[]): RecordedStack {
  const key = (type: string, name: string): string => `${type}::${name}`;
  const byName = new Map(resources.map((resource) => [key(resource.type, nameOf(resource.urn)), resource]));
  const part = (value: unknown): RawMap | undefined => (isRawMap(value) ? revealed(value) : undefined);
  return {
    outputs: (type, name) => part(byName.get(key(type, name))?.outputs),
    inputs: (type, name) => part(byName.get(key(type, name))?.inputs),
    all: Object.fromEntries(
      resources.map(({ urn, type, outputs }) => [urn, { type, outputs: part(outputs) ?? {} }]),
    ),
  };
}
