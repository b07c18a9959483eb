import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { StringDecoder } from "node:string_decoder";
import { isNativeError } from "node:util/types";

import { NoAnswer, WatchRefused } from "./errors";
import { type JsonMap, jsonMap, isJsonMap } from "./json";

/** Whom the servers are checked against, and who asks them. */
export type Credentials = {
  /** Certificates of the authorities that vouch for the servers, as PEM; those of Node.js where absent. */
  readonly authority?: string | undefined;
  /** Whether a server must prove who it is. @default true */
  readonly verifyServer?: boolean;
  /** The name that a server's certificate has to be for, where it is not its host. */
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
  readonly url: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** What the body is. @default "application/json" */
  readonly contentType?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** `type` is ERROR where the server ends the watch with a fault, which `object` tells. */
export type WatchEvent = { readonly type: string; readonly object: JsonMap };

const connectTimeoutSeconds = 10;

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

/** The parts of an answer as they arrive; the server may die in the middle of it. */
async function* partsOf(
  response: IncomingMessage,
  { url, signal }: Pick<ApiRequest, "url" | "signal">,
): AsyncGenerator<Buffer> {
  try {
    for await (const part of response) {
      yield Buffer.from(part);
    }
  } catch (thrown) {
    if (signal?.aborted || !isNativeError(thrown)) {
      throw thrown;
    }
    throw new NoAnswer(url, thrown.message);
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

/** Sends requests to API servers over a few kept-alive connections. */
export class ApiClient {
  readonly #plain = new HttpAgent({ keepAlive: true });
  readonly #secured: HttpsAgent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(credentials: Credentials) {
    const { authority, certificate, key, serverName, token } = credentials;
    this.#secured = new HttpsAgent({
      keepAlive: true,
      rejectUnauthorized: credentials.verifyServer ?? true,
      ...(authority === undefined ? {} : { ca: authority }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
    this.#headers = {
      "user-agent": credentials.userAgent ?? "pulumi-rehearsal",
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  /**
   * Sends a request and waits for the whole answer, whatever its status.
   * @throws NoAnswer when no server answers; what the signal throws where it ends the request
   */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    const response = await this.#open(request);
    const parts: Buffer[] = [];
    for await (const part of partsOf(response, request)) {
      parts.push(part);
    }
    const { statusCode = 0, headers } = response;
    return { status: statusCode, headers, body: Buffer.concat(parts).toString("utf8") };
  }

  /**
   * Follows a watch until the server ends it or the signal does.
   * @throws NoAnswer, or WatchRefused with the status of a refusal
   */
  async *watch(request: ApiRequest): AsyncGenerator<WatchEvent> {
    const response = await this.#open({ ...request, query: { watch: "true", ...request.query } });
    if (response.statusCode !== 200) {
      response.resume();
      throw new WatchRefused(request.url, response.statusCode ?? 0);
    }
    for await (const line of linesOf(partsOf(response, request))) {
      const { type, object } = jsonMap(line);
      if (typeof type === "string" && isJsonMap(object)) {
        yield { type, object };
      }
    }
  }

  /** Closes the connections it kept. */
  close(): void {
    this.#plain.destroy();
    this.#secured.destroy();
  }

  #start({ method = "GET", url, query = {}, body, contentType, signal }: ApiRequest): ClientRequest {
    const target = new URL(url);
    Object.entries(query).forEach(([name, value]) => target.searchParams.set(name, value));
    const content =
      body === undefined
        ? {}
        : {
            "content-length": String(Buffer.byteLength(body)),
            "content-type": contentType ?? "application/json",
          };
    const options = {
      method,
      headers: { ...this.#headers, ...content },
      ...(signal === undefined ? {} : { signal }),
    };
    return target.protocol === "http:"
      ? httpRequest(target, { ...options, agent: this.#plain })
      : httpsRequest(target, { ...options, agent: this.#secured });
  }

  #open(request: ApiRequest): Promise<IncomingMessage> {
    const { url, body, signal } = request;
    return new Promise((resolve, reject) => {
      const outgoing = this.#start(request);
      limitConnecting(outgoing);
      outgoing.once("response", resolve);
      outgoing.once("error", (error: NodeJS.ErrnoException) => {
        if (signal?.aborted) {
          reject(error);
        } else if (outgoing.reusedSocket && error.code === "ECONNRESET") {
          // The server closed an idle connection just as it was used again; nothing was processed.
          this.#open(request).then(resolve, reject);
        } else {
          reject(new NoAnswer(url, error.message));
        }
      });
      outgoing.end(body);
    });
  }
}
