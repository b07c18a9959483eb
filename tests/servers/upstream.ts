import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** A request as it reached an upstream. */
export interface Seen {
  readonly upstream: string;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

interface Address {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** What the nginx in the app's image says of every answer; of Cache-Control it sends two. */
const headersOfTheApp = {
  "X-Frame-Options": "SAMEORIGIN",
  "Referrer-Policy": "no-referrer-when-downgrade",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains;",
  "Cache-Control": ["no-cache", "public, max-age=epoch"],
} as const;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server behind the gateway that says who it is, and answers otherwise where a test says so. */
export class Upstream {
  /** The requests so far. */
  readonly seen: Seen[] = [];
  /** How requests are answered. */
  handler: Handler = (_request, response) => {
    response.end(this.address.name);
  };

  private constructor(
    private readonly address: Address,
    private readonly server: Server,
  ) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.note(request);
      request.resume();
      Object.entries(headersOfTheApp).forEach(([name, value]) =>
        response.setHeader(name, typeof value === "string" ? value : [...value]),
      );
      this.handler(request, response);
    });
    server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
      this.note(request);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      socket.pipe(socket);
    });
  }

  static async listen(address: Address): Promise<Upstream> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: address.host, port: address.port }, resolve);
    });
    return new Upstream(address, server);
  }

  /** The port it listens on. */
  get port(): number {
    const bound: AddressInfo | string | null = this.server.address();
    return typeof bound === "object" && bound !== null ? bound.port : 0;
  }

  /** Ends it with all its connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private note({ method, url, headers }: IncomingMessage): void {
    this.seen.push({ upstream: this.address.name, method, url, headers });
  }
}
