import { PluginError } from "../protocol/errors";
import type { PropertyMap } from "../protocol/property-value";
import type { GroupVersionKind } from "./api/type-token";
import { type KubernetesObject, textAt } from "./objects/kubernetes-object";

/** A refusal by the API server, as its Status object tells it. */
export class ApiError extends PluginError {
  /** Kubernetes' word for the fault: NotFound, AlreadyExists, Conflict, Forbidden, Invalid … */
  readonly reason: string;

  constructor(
    readonly code: number,
    readonly status: PropertyMap,
  ) {
    super(textAt(status, "message") || `the API server answered ${code}`);
    this.reason = textAt(status, "reason");
  }

  get notFound(): boolean {
    return this.code === 404;
  }

  get conflict(): boolean {
    return this.code === 409 && this.reason === "Conflict";
  }

  get alreadyExists(): boolean {
    return this.reason === "AlreadyExists";
  }

  get forbidden(): boolean {
    return this.code === 403;
  }

  /** Whether it is the namespace that is missing, not the object. */
  get namespaceNotFound(): boolean {
    return this.notFound && textAt(this.status, "details", "kind") === "namespaces";
  }
}

/** Says that no API server answers, with the reason; at preview the plugin carries on without it. */
export class ClusterUnreachable extends PluginError {
  constructor(readonly reason: string) {
    super(
      `configured Kubernetes cluster is unreachable: ${reason}. Start the cluster, or correct the kubeconfig ` +
        "and context of the provider. If the cluster was deleted, run again with the environment variable " +
        "PULUMI_K8S_DELETE_UNREACHABLE=true to drop its resources from the state.",
    );
  }
}

/** Says that the server does not have a type: most often a custom resource before its definition. */
export class UnknownTypeError extends PluginError {
  constructor({ apiVersion, kind }: GroupVersionKind) {
    super(
      `no matches for kind "${kind}" in version "${apiVersion}": the API server does not know this type. ` +
        "Verify that any required CustomResourceDefinition has been created first",
    );
  }
}

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
