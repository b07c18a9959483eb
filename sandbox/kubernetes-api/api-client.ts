import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";
import { isNativeError } from "node:util/types";

import { ApiError, ClusterUnreachable } from "./errors";
import { type JsonMap, isJsonMap, jsonMap } from "./json";

/** How to reach an API server and who to be there. */
export type Access = {
  /** Its address, to which paths are added: `https://127.0.0.1:6443`. */
  readonly server: string;
  /** Certificates of the authorities that vouch for it, as PEM; those of Node.js where absent. */
  readonly authority?: string | undefined;
  /** Whether it must prove who it is. @default true */
  readonly verifyServer?: boolean;
  /** The name that its certificate has to be for, where that is not its host. */
  readonly serverName?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly token?: string | undefined;
  /** What the audit log calls the program. @default "pulumi-rehearsal" */
  readonly userAgent?: string;
};

export type ApiRequest = {
  /** @default "GET" */
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** From the root of the server: `/api/v1/namespaces`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** What the server takes the body for. @default "application/json" */
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type WatchEvent = { readonly type: string; readonly object: JsonMap };

const connectTimeoutSeconds = 10;
const tooManyRequests = 429;

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

/** Gives up where no connection comes about; an answer may take as long as it likes. */
function limitConnecting(outgoing: ClientRequest): void {
  outgoing.once("response", () => outgoing.setTimeout(0));
  outgoing.once("socket", (socket) => {
    if (socket.connecting) {
      outgoing.setTimeout(connectTimeoutSeconds * 1000, () =>
        outgoing.destroy(new Error(`no connection within ${connectTimeoutSeconds} s`)),
      );
      socket.once("connect", () => outgoing.setTimeout(0));
    }
  });
}

/** Sends requests to one API server over a few kept-alive connections. */
export class ApiClient {
  readonly #server: string;
  readonly #agent: HttpAgent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(access: Access) {
    const { server, authority, certificate, key, serverName, token } = access;
    this.#server = server;
    this.#agent = server.startsWith("http:")
      ? new HttpAgent({ keepAlive: true })
      : new HttpsAgent({
          keepAlive: true,
          rejectUnauthorized: access.verifyServer ?? true,
          ...(authority === undefined ? {} : { ca: authority }),
          ...(certificate === undefined ? {} : { cert: certificate }),
          ...(key === undefined ? {} : { key }),
          ...(serverName === undefined ? {} : { servername: serverName }),
        });
    this.#headers = {
      "user-agent": access.userAgent ?? "pulumi-rehearsal",
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  /**
   * Sends a request and waits for the whole answer, whatever its status.
   * @throws ClusterUnreachable when no server answers; what the signal throws where it ends the request
   */
  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const response = await this.#open(request);
    const parts: Buffer[] = [];
    for await (const part of this.#partsOf(response, request)) {
      parts.push(part);
    }
    const { statusCode = 0, headers } = response;
    return { status: statusCode, headers, body: Buffer.concat(parts).toString("utf8") };
  }

  /**
   * Sends a request and waits for the object that is answered; asks again only where the server said to come back
   * later. Warnings that the server attaches are dropped, as the official plugin drops them.
   *
   * @throws ApiError when the server refuses, ClusterUnreachable when none answers
   */
  async send(request: ApiRequest): Promise<JsonMap> {
    const { status, headers, body } = await this.answer(request);
    const { signal } = request;
    const retrySeconds = Number(headers["retry-after"]);
    if (status === tooManyRequests && retrySeconds > 0) {
      await delay(retrySeconds * 1000, undefined, signal === undefined ? {} : { signal });
      return this.send(request);
    }
    const isJson = (headers["content-type"] ?? "").includes("json");
    const content = isJson ? jsonMap(body) : { message: body.trim() };
    if (status >= 300) {
      throw new ApiError(status, content);
    }
    return content;
  }

  /**
   * Follows a watch until the server ends it or the signal does.
   * @throws ApiError when the server refuses or ends it with a fault, ClusterUnreachable when none answers
   */
  async *watch(request: ApiRequest): AsyncGenerator<WatchEvent> {
    const response = await this.#open({ ...request, query: { watch: "true", ...request.query } });
    if (response.statusCode !== 200) {
      response.resume();
      throw new ApiError(response.statusCode ?? 0, {
        message: `the server refused to watch ${request.path}`,
      });
    }
    for await (const line of linesOf(this.#partsOf(response, request))) {
      const { type, object } = jsonMap(line);
      if (typeof type === "string" && isJsonMap(object)) {
        if (type === "ERROR") {
          throw new ApiError(Number(object.code), object);
        }
        yield { type, object };
      }
    }
  }

  /** Closes the connections it kept. */
  close(): void {
    this.#agent.destroy();
  }

  /** The parts of an answer as they arrive; the server may die in the middle of it. */
  async *#partsOf(response: IncomingMessage, { signal }: ApiRequest): AsyncGenerator<Buffer> {
    try {
      for await (const part of response) {
        yield Buffer.from(part);
      }
    } catch (thrown) {
      if (signal?.aborted || !isNativeError(thrown)) {
        throw thrown;
      }
      throw new ClusterUnreachable(`${this.#server}: ${thrown.message}`);
    }
  }

  #open(request: ApiRequest): Promise<IncomingMessage> {
    const { method = "GET", path, query = {}, body, contentType = "application/json", signal } = request;
    const url = new URL(`${this.#server}${path}`);
    url.search = new URLSearchParams(query).toString();
    const start = url.protocol === "http:" ? httpRequest : httpsRequest;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const content =
      text === undefined
        ? {}
        : { "content-length": String(Buffer.byteLength(text)), "content-type": contentType };
    const headers = { ...this.#headers, ...content };
    const options = { method, headers, agent: this.#agent, ...(signal === undefined ? {} : { signal }) };
    return new Promise((resolve, reject) => {
      const outgoing = start(url, options);
      limitConnecting(outgoing);
      outgoing.once("response", resolve);
      outgoing.once("error", (error: NodeJS.ErrnoException) => {
        if (signal?.aborted) {
          reject(error);
        } else if (outgoing.reusedSocket && error.code === "ECONNRESET") {
          // The server closed an idle connection just as it was used again; nothing was processed.
          this.#open(request).then(resolve, reject);
        } else {
          reject(new ClusterUnreachable(`${this.#server}: ${error.message}`));
        }
      });
      outgoing.end(text);
    });
  }
}
