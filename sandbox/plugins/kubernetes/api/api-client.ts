import {
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as httpRequest,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";
import { isNativeError } from "node:util/types";

import { type PropertyMap, isMap } from "../../protocol/property-value";
import { ApiError } from "./api-error";
import { ClusterUnreachable } from "./cluster-unreachable";
import type { Connection } from "./kubeconfig";
import { textAt } from "../objects/kubernetes-object";

export type ApiRequest = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** From the root of the server: `/api/v1/namespaces`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: PropertyMap | readonly PropertyMap[];
  readonly contentType?: string;
  readonly signal?: AbortSignal;
};

export type WatchEvent = { readonly type: string; readonly object: PropertyMap };

const userAgent = "pulumi-kubernetes-stand-in";
const tooManyRequests = 429;
const connectTimeoutSeconds = 10;

function jsonMap(text: string): PropertyMap {
  const value: PropertyMap = JSON.parse(text);
  return isMap(value) ? value : {};
}

/** The lines of an answer as they arrive. (Node's readline would raise the end of a connection as uncaught.) */
async function* linesOf(parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const part of parts) {
    const [first = "", ...others] = decoder.write(part).split("\n");
    const complete = [rest + first, ...others];
    rest = complete.pop() ?? "";
    yield* complete;
  }
}

/** Sends requests to one API server over a few kept-alive connections. */
export class ApiClient {
  readonly #options: RequestOptions;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    const { authority, certificate, key, serverName, token, verifyServer } = connection;
    const agent = connection.server.startsWith("http:")
      ? new HttpAgent({ keepAlive: true })
      : new HttpsAgent({
          keepAlive: true,
          rejectUnauthorized: verifyServer,
          ...(authority === undefined ? {} : { ca: authority }),
          ...(certificate === undefined ? {} : { cert: certificate }),
          ...(key === undefined ? {} : { key }),
          ...(serverName === undefined ? {} : { servername: serverName }),
        });
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#options = {
      agent,
      headers: { "user-agent": userAgent, accept: "application/json", ...authorization },
    };
  }

  /**
   * Sends a request and waits for the answer; asks again only where the server said to come back later. Warnings
   * that the server attaches are dropped, as the official plugin drops them.
   *
   * @throws ApiError when the server refuses, ClusterUnreachable when none answers.
   */
  async send(call: ApiRequest): Promise<PropertyMap> {
    const response = await this.#open(call);
    const parts: Buffer[] = [];
    for await (const part of this.#partsOf(response, call.signal)) {
      parts.push(part);
    }
    const text = Buffer.concat(parts).toString("utf8");
    const code = response.statusCode ?? 0;
    const retrySeconds = Number(response.headers["retry-after"]);
    if (code === tooManyRequests && retrySeconds > 0) {
      await delay(retrySeconds * 1000, undefined, call.signal === undefined ? {} : { signal: call.signal });
      return this.send(call);
    }
    const isJson = (response.headers["content-type"] ?? "").includes("json");
    const body = isJson ? jsonMap(text) : { message: text.trim() };
    if (code >= 300) {
      throw new ApiError(code, body);
    }
    return body;
  }

  /** Follows a watch until the server ends it or the signal does. */
  async *watch(
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent> {
    const response = await this.#open({ method: "GET", path, query: { ...query, watch: "1" }, signal });
    if (response.statusCode !== 200) {
      response.resume();
      throw new ApiError(response.statusCode ?? 0, { message: `the server refused to watch ${path}` });
    }
    for await (const line of linesOf(this.#partsOf(response, signal))) {
      const { type, object } = jsonMap(line);
      if (typeof type === "string" && isMap(object)) {
        if (type === "ERROR") {
          throw new ApiError(Number(object.code), { message: textAt(object, "message") });
        }
        yield { type, object };
      }
    }
  }

  /** The parts of an answer as they arrive; the server may die in the middle of it. */
  async *#partsOf(response: IncomingMessage, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    try {
      for await (const part of response) {
        yield Buffer.from(part);
      }
    } catch (thrown) {
      if (signal?.aborted || !isNativeError(thrown)) {
        throw thrown;
      }
      throw new ClusterUnreachable(`${this.#connection.server}: ${thrown.message}`);
    }
  }

  #open(call: ApiRequest): Promise<IncomingMessage> {
    const { method, path, query = {}, body, contentType = "application/json", signal } = call;
    const url = new URL(`${this.#connection.server}${path}`);
    url.search = new URLSearchParams(query).toString();
    const send = url.protocol === "http:" ? httpRequest : httpsRequest;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const length = text === undefined ? {} : { "content-length": String(Buffer.byteLength(text)) };
    const headers = {
      ...this.#options.headers,
      ...length,
      ...(text === undefined ? {} : { "content-type": contentType }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = send(url, {
        ...this.#options,
        method,
        headers,
        ...(signal === undefined ? {} : { signal }),
      });
      outgoing.once("response", (response) => {
        outgoing.setTimeout(0);
        resolve(response);
      });
      outgoing.once("socket", (socket) => {
        if (socket.connecting) {
          outgoing.setTimeout(connectTimeoutSeconds * 1000, () =>
            outgoing.destroy(new Error(`no connection within ${connectTimeoutSeconds} s`)),
          );
          socket.once("connect", () => outgoing.setTimeout(0));
        }
      });
      outgoing.once("error", (error: NodeJS.ErrnoException) => {
        if (signal?.aborted) {
          reject(error);
        } else if (outgoing.reusedSocket && error.code === "ECONNRESET") {
          // The server closed an idle connection just as it was used again; nothing was processed.
          this.#open(call).then(resolve, reject);
        } else {
          reject(new ClusterUnreachable(`${this.#connection.server}: ${error.message}`));
        }
      });
      outgoing.end(text);
    });
  }
}
