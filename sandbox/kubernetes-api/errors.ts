import { SandboxError } from "../errors";
import { type JsonMap, type JsonValue, isJsonMap } from "./json";

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A refusal by the API server, as its Status object tells it. */
export class ApiError extends SandboxError {
  /** Kubernetes' word for the fault: NotFound, AlreadyExists, Conflict, Forbidden, Invalid … */
  readonly reason: string;

  constructor(
    readonly code: number,
    readonly status: JsonMap,
  ) {
    super(textOf(status.message) || `the API server answered ${code}`);
    this.reason = textOf(status.reason);
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
    const { details } = this.status;
    return this.notFound && isJsonMap(details) && details.kind === "namespaces";
  }
}

/** Says that no API server answers, with the reason; at preview the plugin carries on without it. */
export class ClusterUnreachable extends SandboxError {
  constructor(readonly reason: string) {
    super(
      `configured Kubernetes cluster is unreachable: ${reason}. Start the cluster, or correct the kubeconfig ` +
        "and context of the provider. If the cluster was deleted, run again with the environment variable " +
        "PULUMI_K8S_DELETE_UNREACHABLE=true to drop its resources from the state.",
    );
  }
}
