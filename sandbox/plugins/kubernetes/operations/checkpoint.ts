import { type PropertyMap, isMap, isSecret, revealMap } from "../../protocol/property-value";
import { type KubernetesObject, apiVersionOf } from "../objects/kubernetes-object";
import { markSecrets } from "../objects/secrecy";

/** A resource's state: the live object, and beside it what the plugin must remember. */
export type Checkpoint = {
  readonly inputs: KubernetesObject;
  readonly live: KubernetesObject;
  /** Empty in a state that no stand-in or official plugin wrote. */
  readonly fieldManager: string;
  readonly initialApiVersion: string;
};

/** The official plugin's names for them, so that a state can pass from one to the other. */
const inputsKey = "__inputs";
const initialApiVersionKey = "__initialApiVersion";
const fieldManagerKey = "__fieldManager";

export function readCheckpoint(state: PropertyMap): Checkpoint {
  const revealed = revealMap(state);
  const {
    [inputsKey]: inputs,
    [initialApiVersionKey]: initialApiVersion,
    [fieldManagerKey]: fieldManager,
    ...live
  } = revealed;
  return {
    inputs: isMap(inputs) ? inputs : {},
    live,
    fieldManager: typeof fieldManager === "string" ? fieldManager : "",
    initialApiVersion: typeof initialApiVersion === "string" ? initialApiVersion : apiVersionOf(live),
  };
}

/**
 * Writes a state for the engine.
 *
 * @param source the inputs as the user gave them, of which the secret marks are copied.
 */
export function writeCheckpoint(checkpoint: Checkpoint, source: PropertyMap): PropertyMap {
  const marks = withSecretData(source);
  return {
    ...markSecrets(checkpoint.live, marks),
    [inputsKey]: markSecrets(checkpoint.inputs, marks),
    [initialApiVersionKey]: checkpoint.initialApiVersion,
    [fieldManagerKey]: checkpoint.fieldManager,
  };
}

/** A Secret's `stringData` comes back from the server as `data`. */
function withSecretData(source: PropertyMap): PropertyMap {
  const { stringData } = source;
  return isSecret(stringData) || isMap(stringData) ? { ...source, data: source.data ?? stringData } : source;
}
