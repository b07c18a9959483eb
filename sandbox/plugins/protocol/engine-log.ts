import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

type Line = {
  readonly urn: string;
  readonly message: string;
  readonly severity: LogSeverity;
  readonly ephemeral: boolean;
};

/** Writes to the engine's log, beside the resource a line is about. */
export class EngineLog {
  readonly #client: EngineClient | undefined;
  readonly #statuses = new Map<string, string>();

  /** @param address where the engine listens, as `host:port`; without one, lines are dropped. */
  constructor(address: string | undefined) {
    this.#client =
      address === undefined ? undefined : new EngineClient(address, credentials.createInsecure());
  }

  /** Shows what is being waited for; it replaces the line before and does not stay on screen. */
  status(urn: string, message: string): void {
    if (this.#statuses.get(urn) !== message) {
      this.#statuses.set(urn, message);
      this.#send({ urn, message, severity: LogSeverity.INFO, ephemeral: true });
    }
  }

  clearStatus(urn: string): void {
    if (this.#statuses.delete(urn)) {
      this.#send({ urn, message: "", severity: LogSeverity.INFO, ephemeral: true });
    }
  }

  info(urn: string, message: string): void {
    this.#send({ urn, message, severity: LogSeverity.INFO, ephemeral: false });
  }

  warning(urn: string, message: string): void {
    this.#send({ urn, message, severity: LogSeverity.WARNING, ephemeral: false });
  }

  #send(line: Line): void {
    const request = new LogRequest()
      .setUrn(line.urn)
      .setMessage(line.message)
      .setSeverity(line.severity)
      .setEphemeral(line.ephemeral);
    // A line that cannot be delivered (the engine is going away) must not fail the resource.
    this.#client?.log(request, () => undefined);
  }
}
