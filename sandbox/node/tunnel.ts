import { rmSync } from "node:fs";
import { createServer as createHttpServer, request, type IncomingMessage } from "node:http";
import {
  connect,
  createServer,
  type ListenOptions,
  type NetConnectOpts,
  type Server,
  type Socket,
} from "node:net";
import type { Duplex } from "node:stream";

/** Joins two connections until either ends. */
function join(left: Duplex, right: Duplex): void {
  left.pipe(right);
  right.pipe(left);
  for (const [one, other] of [[left, right] as const, [right, left] as const]) {
    one.on("error", () => other.destroy()).on("close", () => other.destroy());
  }
}

function listen(server: Server, options: ListenOptions): Promise<Server> {
  if (options.path !== undefined) {
    // What a killed process left there.
    rmSync(options.path, { force: true });
  }
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => resolve(server));
  });
}

/** Leads every connection from one place to another; a socket's file leads out of a network namespace. */
export function forward(from: ListenOptions, to: NetConnectOpts): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (arriving) => {
    join(arriving, connect({ ...to, allowHalfOpen: true }));
  });
  return listen(server, from);
}

/** A host and port in another network. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Where a CONNECT request wants to go. */
function targetOf({ url = "" }: IncomingMessage): Target {
  const { hostname, port } = new URL(`tcp://${url}`);
  return { host: hostname, port: Number(port) };
}

/** Serves an HTTP proxy (CONNECT) at a socket's file: whoever may open the file gets into this network. */
export function serveProxy(path: string): Promise<Server> {
  const server = createHttpServer();
  server.on("connect", (request: IncomingMessage, arriving: Duplex, head: Buffer) => {
    const leaving: Socket = connect({ ...targetOf(request), allowHalfOpen: true });
    const refuse = (error: Error): void => {
      arriving.end(`HTTP/1.1 502 ${error.message.replaceAll(/[\r\n]/g, " ")}\r\n\r\n`);
    };
    arriving.once("error", () => leaving.destroy());
    leaving.once("error", refuse);
    leaving.once("connect", () => {
      leaving.off("error", refuse);
      arriving.write("HTTP/1.1 200 Connected\r\n\r\n");
      leaving.write(head);
      join(arriving, leaving);
    });
  });
  return listen(server, { path });
}

/**
 * Opens a connection in another network, through the proxy at the socket's file that leads there.
 * @throws Error with the reason where nobody answers there
 */
export function connectThrough(proxy: string, { host, port }: Target, signal?: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const asked = request({
      socketPath: proxy,
      method: "CONNECT",
      path: `${host}:${port}`,
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    asked.once("connect", ({ statusCode, statusMessage }, connection) =>
      statusCode === 200 ? resolve(connection) : reject(new Error(`${host}:${port}: ${statusMessage ?? ""}`)),
    );
    asked.once("error", reject);
    asked.end();
  });
}
