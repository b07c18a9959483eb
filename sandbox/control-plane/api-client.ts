import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
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

/** Talks to the cluster's own processes as its administrator; small, because every command starts with it. */
export class ApiClient {
  readonly #agent: Agent;

  constructor(layout: Layout) {
    this.#agent = new Agent({
      keepAlive: true,
      ca: readFileSync(layout.authority),
      cert: readFileSync(layout.certificate("admin")),
      key: readFileSync(layout.key("admin")),
    });
  }

  /** Sends one request. A refused or broken connection and a time-out are answers with status 0, not errors. */
  send(call: Call): Promise<Answer> {
    const { port, path, method = "GET", body } = call;
    // Server-side apply: the API server creates the object or changes the fields that differ.
    const headers = body === undefined ? {} : { "content-type": "application/apply-patch+yaml" };
    return new Promise((resolve) => {
      const none = (error: Error): void => resolve({ status: 0, body: error.message });
      const options = { host: loopback, port, path, method, headers, agent: this.#agent };
      const outgoing = request({ ...options, timeout: callTimeoutSeconds * 1000 }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.once("error", none);
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }),
        );
      });
      outgoing.once("error", none);
      outgoing.once("timeout", () => outgoing.destroy(new Error(`no answer within ${callTimeoutSeconds} s`)));
      outgoing.end(body);
    });
  }

  /** Closes the connections it kept. */
  close(): void {
    this.#agent.destroy();
  }
}
