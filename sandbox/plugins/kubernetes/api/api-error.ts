import type { PropertyMap } from "../../protocol/property-value";
import { PluginError } from "../../protocol/plugin-error";
import { textAt } from "../objects/kubernetes-object";

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
