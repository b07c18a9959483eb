import { readFileSync } from "node:fs";

import { ApiClient } from "../kubernetes-api/api-client";
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
  readonly method?: "GET" | "PATCH" | "DELETE";
  readonly body?: string;
}

const callTimeoutSeconds = 5;

/** Talks to the cluster's own processes as its administrator. */
export class Administrator {
  readonly #client: ApiClient;

  constructor(layout: Layout) {
    const read = (path: string): string => readFileSync(path, "utf8");
    this.#client = new ApiClient({
      authority: read(layout.authority),
      certificate: read(layout.certificate("admin")),
      key: read(layout.key("admin")),
    });
  }

  /** Sends one request. A refused or broken connection and a time-out are answers with status 0, not errors. */
  async send({ port, path, ...request }: Call): Promise<Answer> {
    const signal = AbortSignal.timeout(callTimeoutSeconds * 1000);
    // Server-side apply: the API server creates the object or changes the fields that differ.
    const contentType = "application/apply-patch+yaml";
    try {
      return await this.#client.send({
        ...request,
        url: `https://${loopback}:${port}${path}`,
        contentType,
        signal,
      });
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      return { status: 0, body: signal.aborted ? `no answer within ${callTimeoutSeconds} s` : reason };
    }
  }

  /** Closes the connections it kept. */
  close(): void {
    this.#client.close();
  }
}
