import { createServer, type Server, type ServerResponse } from "node:http";

import { type PropertyMap, isMap } from "../../../sandbox/plugins/protocol/property-value";

export type Reply = {
  readonly code?: number;
  readonly body?: PropertyMap;
  readonly headers?: Record<string, string>;
  /** The connection breaks in the middle of the answer. */
  readonly breaks?: boolean;
};

/** One request as `METHOD path`; a watch is `WATCH path` and stays open. */
export type Route = (body: PropertyMap) => Reply;

/** An API server of canned answers, for what a real one cannot be made to do at will. */
export class FakeApiServer {
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #watches = new Map<string, ServerResponse>();
  readonly #waiting = new Map<string, () => void>();

  constructor(routes: Readonly<Record<string, Route>>) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? "", "http://localhost");
      const verb = url.searchParams.has("watch") ? "WATCH" : (request.method ?? "");
      const name = `${verb} ${url.pathname}`;
      this.requests.push(name);
      if (verb === "WATCH") {
        response.writeHead(200, { "content-type": "application/json" });
        response.flushHeaders();
        this.#watches.set(url.pathname, response);
        this.#waiting.get(url.pathname)?.();
        return;
      }
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const sent: unknown = text === "" ? {} : JSON.parse(text);
        const known: Route =
          routes[name] ?? (() => ({ code: 404, body: { reason: "NotFound", message: `no ${name}` } }));
        const { code = 200, body = {}, headers = {}, breaks } = known(isPropertyMap(sent) ? sent : {});
        if (breaks) {
          response.writeHead(code).write("{", () => response.destroy());
          return;
        }
        response
          .writeHead(code, { "content-type": "application/json", ...headers })
          .end(JSON.stringify(body));
      });
    });
  }

  /** Starts on a free port and returns the kubeconfig for it. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const context = { name: "fake", context: { cluster: "fake" } };
    const clusters = [{ name: "fake", cluster: { server: `http://127.0.0.1:${port}` } }];
    return JSON.stringify({ "current-context": "fake", clusters, contexts: [context] });
  }

  /** Resolves once the plugin watches a path. */
  async watched(path: string): Promise<void> {
    if (!this.#watches.has(path)) {
      await new Promise<void>((resolve) => this.#waiting.set(path, resolve));
    }
  }

  emit(path: string, type: string, object: PropertyMap): void {
    this.#watches.get(path)?.write(`${JSON.stringify({ type, object })}\n`);
  }

  /** Ends a watch as a real server does every few minutes. */
  endWatch(path: string): void {
    this.#watches.get(path)?.end();
    this.#watches.delete(path);
  }

  /** Breaks the connection of a watch, as a server that dies does. */
  breakWatch(path: string): void {
    this.#watches.get(path)?.destroy();
    this.#watches.delete(path);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isPropertyMap(value: unknown): value is PropertyMap {
  return typeof value === "object" && isMap(JSON.parse(JSON.stringify(value)));
}
