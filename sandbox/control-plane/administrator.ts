import { readFileSync } from "node:fs";

import { ApiClient } from "../kubernetes-api/api-client";
import { ClusterUnreachable } from "../kubernetes-api/errors";
import { loopback } from "../processes/ports";
import type { Layout } from "./layout";

/** An answer over HTTP; `status` is 0 where there was none. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One request to a process of the cluster. */
export interface Call {
  readonly port: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: "GET" | "PATCH" | "DELETE";
  /** An object to apply. */
  readonly body?: object;
}

const callTimeoutSeconds = 5;

/** Talks to the cluster's own processes as its administrator. */
export class Administrator {
  readonly #clients = new Map<number, ApiClient>();

  constructor(private readonly layout: Layout) {}

  /** Sends one request. A refused or broken connection and a time-out are answers with status 0, not errors. */
  async send({ port, ...request }: Call): Promise<Answer> {
    const signal = AbortSignal.timeout(callTimeoutSeconds * 1000);
    // Server-side apply: the API server creates the object or changes the fields that differ.
    const contentType = "application/apply-patch+yaml";
    try {
      return await this.#clientOf(port).answer({ ...request, contentType, signal });
    } catch (thrown) {
      if (signal.aborted) {
        return { status: 0, body: `no answer within ${callTimeoutSeconds} s` };
      }
      if (thrown instanceof ClusterUnreachable) {
        return { status: 0, body: thrown.reason };
      }
      throw thrown;
    }
  }

  /** Closes the connections it kept. */
  close(): void {
    this.#clients.forEach((client) => client.close());
  }

  #clientOf(port: number): ApiClient {
    const { layout } = this;
    const read = (path: string): string => readFileSync(path, "utf8");
    const client =
      this.#clients.get(port) ??
      new ApiClient({
        server: `https://${loopback}:${port}`,
        authority: read(layout.authority),
        certificate: read(layout.certificate("admin")),
        key: read(layout.key("admin")),
      });
    this.#clients.set(port, client);
    return client;
  }
}
