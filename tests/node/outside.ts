import { request, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { Readable, pipeline, type Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { connectThrough, type Target } from "../../sandbox/node/tunnel";

export interface Sending {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** The length of a body without content; it is sent in pieces, so that it may be large. */
  readonly bodyBytes?: number;
}

/** An answer, with the moment at which each part of its body arrived. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly arrivals: readonly { readonly text: string; readonly atMs: number }[];
}

/** The name that people open a stack by. */
const publicHost = "openops.example.com";

/** Somebody beyond the node who asks one address of the cluster; over TLS where it trusts an authority. */
export class OutsideClient {
  constructor(
    private readonly proxy: string,
    private readonly target: Target,
    private readonly authority?: string,
  ) {}

  async send(
    path: string,
    { method = "GET", headers = {}, body, bodyBytes = Buffer.byteLength(body ?? "") }: Sending = {},
  ): Promise<Answer> {
    const connection = await this.#connect();
    const length = bodyBytes === 0 ? {} : { "Content-Length": bodyBytes };
    const sent = request({
      createConnection: () => connection,
      path,
      method,
      headers: { Host: publicHost, Connection: "close", ...length, ...headers },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sent.once("response", resolve).once("error", reject);
    });
    // A server may answer and close before it has the whole body; then the answer tells.
    pipeline(
      Readable.from(body === undefined ? pieces(bodyBytes) : [Buffer.from(body)]),
      sent,
      () => undefined,
    );
    return read(await answered);
  }

  /** Opens a WebSocket's connection, sends a line and returns what comes back, and the path that was reached. */
  async echo(path: string, line: string): Promise<{ readonly echoed: string; readonly path: unknown }> {
    const connection = await this.#connect();
    return new Promise((resolve, reject) => {
      const headers = {
        ...{ Host: publicHost, Connection: "Upgrade", Upgrade: "websocket" },
        ...{ "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13" },
      };
      const sent = request({ createConnection: () => connection, path, headers });
      sent.once("upgrade", (response: IncomingMessage, socket: Duplex) => {
        socket.once("data", (data: Buffer) => {
          socket.destroy();
          resolve({ echoed: data.toString(), path: response.headers["x-path"] });
        });
        socket.write(line);
      });
      sent.once("response", ({ statusCode }) => reject(new Error(`no upgrade, but ${statusCode}`)));
      sent.once("error", reject);
      sent.end();
    });
  }

  async #connect(): Promise<Duplex> {
    const socket = await connectThrough(this.proxy, this.target);
    return this.authority === undefined
      ? socket
      : connectTls({ socket, servername: publicHost, ca: this.authority });
  }
}

/** A body in pieces, so that it never is in memory as a whole. */
function* pieces(bytes: number): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024);
  for (let left = bytes; left > 0; left -= piece.length) {
    yield left < piece.length ? piece.subarray(0, left) : piece;
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const arrivals: { text: string; atMs: number }[] = [];
  for await (const chunk of response) {
    arrivals.push({ text: String(chunk), atMs: Date.now() });
  }
  const body = arrivals.map(({ text }) => text).join("");
  return { status: response.statusCode, headers: response.headers, body, arrivals };
}
