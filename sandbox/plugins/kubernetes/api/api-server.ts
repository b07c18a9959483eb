import { setTimeout as delay } from "node:timers/promises";

import {
  ApiClient,
  type ApiAnswer,
  type ApiRequest,
  type WatchEvent,
} from "../../../kubernetes-api/api-client";
import { NoAnswer, WatchRefused } from "../../../kubernetes-api/errors";
import { jsonMap } from "../../../kubernetes-api/json";
import type { PropertyMap } from "../../protocol/property-value";
import { ApiError, ClusterUnreachable } from "../errors";
import { textAt } from "../objects/kubernetes-object";
import type { Connection } from "./kubeconfig";

export type ServerRequest = Pick<ApiRequest, "method" | "query" | "contentType" | "signal"> & {
  /** From the root of the server: `/api/v1/namespaces`. */
  readonly path: string;
  readonly body?: PropertyMap | readonly PropertyMap[];
};

const tooManyRequests = 429;

/** The faults of requests as those of a plugin, which the engine shows. */
function translated(thrown: unknown): unknown {
  if (thrown instanceof NoAnswer) {
    return new ClusterUnreachable(thrown.message);
  }
  return thrown instanceof WatchRefused ? new ApiError(thrown.status, { message: thrown.message }) : thrown;
}

/** The API server of a kubeconfig, whose refusals are errors. */
export class ApiServer {
  readonly #client: ApiClient;
  readonly #server: string;

  constructor({ server, ...credentials }: Connection) {
    this.#client = new ApiClient({ ...credentials, userAgent: "pulumi-kubernetes-stand-in" });
    this.#server = server;
  }

  /**
   * Sends a request and waits for the answer; asks again only where the server said to come back later. Warnings
   * that the server attaches are dropped, as the official plugin drops them.
   *
   * @throws ApiError when the server refuses, ClusterUnreachable when none answers.
   */
  async send(request: ServerRequest): Promise<PropertyMap> {
    const { path, body, signal, ...rest } = request;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const {
      status,
      headers,
      body: answer,
    } = await this.#answer({
      ...rest,
      signal,
      url: `${this.#server}${path}`,
      body: text,
    });
    const retrySeconds = Number(headers["retry-after"]);
    if (status === tooManyRequests && retrySeconds > 0) {
      await delay(retrySeconds * 1000, undefined, signal === undefined ? {} : { signal });
      return this.send(request);
    }
    const isJson = (headers["content-type"] ?? "").includes("json");
    const content = isJson ? jsonMap(answer) : { message: answer.trim() };
    if (status >= 300) {
      throw new ApiError(status, content);
    }
    return content;
  }

  /**
   * Follows a watch until the server ends it or the signal does.
   * @throws ApiError when the server refuses or ends it with a fault, ClusterUnreachable when none answers.
   */
  async *watch(
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent> {
    try {
      for await (const event of this.#client.watch({ url: `${this.#server}${path}`, query, signal })) {
        if (event.type === "ERROR") {
          throw new ApiError(Number(event.object.code), { message: textAt(event.object, "message") });
        }
        yield event;
      }
    } catch (thrown) {
      throw translated(thrown);
    }
  }

  async #answer(request: ApiRequest): Promise<ApiAnswer> {
    try {
      return await this.#client.send(request);
    } catch (thrown) {
      throw translated(thrown);
    }
  }
}
