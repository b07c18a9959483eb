import { SandboxError } from "../../errors";
import type { GroupVersionKind } from "./api/type-token";
import type { KubernetesObject } from "./objects/kubernetes-object";

/** Says that the server does not have a type: most often a custom resource before its definition. */
export class UnknownTypeError extends SandboxError {
  constructor({ apiVersion, kind }: GroupVersionKind) {
    super(
      `no matches for kind "${kind}" in version "${apiVersion}": the API server does not know this type. ` +
        "Verify that any required CustomResourceDefinition has been created first",
    );
  }
}

/** Says that an object exists but did not become ready, with what is known of why. */
export class AwaitError extends SandboxError {
  constructor(
    message: string,
    readonly object: KubernetesObject,
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}
