import { PluginError } from "../../protocol/plugin-error";
import type { KubernetesObject } from "../objects/kubernetes-object";

/** Says that an object exists but did not become ready, with what is known of why. */
export class AwaitError extends PluginError {
  constructor(
    message: string,
    readonly object: KubernetesObject,
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}
