import { createHash } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { z } from "zod";

/** The address that people open, and the host that every request therefore names. */
export const publicUrl = "http://localhost:8080";

export const admin = { email: "admin@openops.com", password: 'p&ss "word" of the admin' };

/** What nobody may print, with the password; the token of tables has the form of all tokens of the real services. */
export const tokens = {
  session: "session/of+the=admin",
  refresh: `eyJhbGciOiJIUzI1NiJ9.${Buffer.from("refresh").toString("base64url")}.c2lnbmF0dXJl`,
  access: "access-token-of-tables",
  guest: "guest-token-of-analytics",
};

export interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly content: Readonly<Record<string, unknown>>;
  /** The part of the path that a route leaves open. */
  readonly id: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
}

/** Undefined: there is never an answer. */
type Route = (request: Request, standIn: StandIn) => Reply | undefined;

/** Routes by method and path, where `*` is one segment. */
export type Routes = Readonly<Record<string, Route>>;

export type Sockets = "open" | "refused" | "silent" | "closed" | "other";

const day = 86_400_000;

/** A refusal that repeats, after its reason, everything that it was told, as a careless service does. */
export function careless(status: number, message: string): Route {
  return ({ headers, content }) => {
    const told = [JSON.stringify(headers), JSON.stringify(content), encodeURIComponent(admin.password)];
    return { status, body: { message: [message, "|", ...told, tokens.refresh].join(" ") } };
  };
}

export function cookiesWith(attributes: string): readonly string[] {
  const expires = `Expires=${new Date(Date.now() + day).toUTCString()}`;
  return [
    `jwt_token=${encodeURIComponent(tokens.refresh)}; Path=/; ${expires}${attributes}`,
    `token=${encodeURIComponent(tokens.session)}; Path=/; ${expires}; SameSite=Lax`,
    `baserow_group_id=1; Path=/; ${expires}; SameSite=Lax${attributes}`,
  ];
}

/** The answer of the app to a sign-in, with these cookies and for pages of an origin. */
export function letIn(cookies: readonly string[], origin = publicUrl): Reply {
  return {
    status: 200,
    headers: {
      "Set-Cookie": cookies,
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Allow-Credentials": "true",
    },
    body: { email: admin.email },
  };
}

/** What only somebody with the session gets. */
function own(answer: (request: Request, standIn: StandIn) => Reply): Route {
  return (request, standIn) =>
    request.headers.cookie?.includes(`token=${encodeURIComponent(tokens.session)}`) === true
      ? answer(request, standIn)
      : { status: 401, body: { message: "invalid access token" } };
}

const block = (triggers: object): Route =>
  own(() => ({ status: 200, body: { name: "block", version: "0.1.2", triggers } }));

/** The services as they are where all is well. */
const routes: Routes = {
  "POST /api/v1/authentication/sign-in": ({ content }) =>
    content.email === admin.email && content.password === admin.password
      ? letIn(cookiesWith(""))
      : { status: 401, body: { code: "INVALID_CREDENTIALS" } },
  "GET /api/v1/users/me": own(() => ({ status: 200, body: { email: admin.email } })),
  "POST /openops-tables/api/user/token-refresh/": ({ content }) =>
    content.refresh_token === tokens.refresh
      ? { status: 200, body: { access_token: tokens.access, user: {} } }
      : { status: 401, body: { error: "ERROR_INVALID_REFRESH_TOKEN" } },
  "GET /openops-tables/api/workspaces/": ({ headers }) =>
    headers.authorization === `JWT ${tokens.access}`
      ? { status: 200, body: [{ id: 1, name: "OpenOps" }] }
      : { status: 401, body: { error: "ERROR_INVALID_ACCESS_TOKEN" } },
  "GET /api/v1/authentication/analytics-embed-id": own(() => ({ status: 200, body: "dashboard-1" })),
  "GET /api/v1/authentication/analytics-guest-token": own(({ query }) =>
    query.get("dashboardEmbedUuid") === "dashboard-1"
      ? { status: 200, body: tokens.guest }
      : { status: 404, body: {} },
  ),
  "GET /openops-analytics/api/v1/me/roles/": ({ headers }) =>
    headers["x-guesttoken"] === tokens.guest
      ? { status: 200, body: { result: {} } }
      : { status: 401, body: { message: "Unauthorized" } },
  "GET /api/v1/blocks/@openops/block-webhook": block({ catch_webhook: {} }),
  "GET /api/v1/blocks/@openops/block-http": block({}),
  "POST /api/v1/flows": own(({ content }, { flows }) => {
    const id = `flow-${flows.size + 1}`;
    flows.set(id, { name: String(content.displayName), answer: "", published: false });
    return { status: 201, body: { id } };
  }),
  "POST /api/v1/flows/*": own(({ id, content }, { flows }) => {
    const flow = flows.get(id);
    if (flow === undefined) {
      return { status: 404, body: {} };
    }
    const published = content.type === "LOCK_AND_PUBLISH";
    const answer = published ? flow.answer : /"type":"CODE"/.test(JSON.stringify(content)) ? 42 : "smoke";
    flows.set(id, { ...flow, answer, published });
    return { status: 200, body: { status: published ? "ENABLED" : "DISABLED", version: { valid: true } } };
  }),
  "POST /api/v1/webhooks/*/sync": ({ id }, { flows }) => {
    const flow = flows.get(id);
    return flow?.published === true
      ? { status: 200, body: { answer: flow.answer } }
      : { status: 404, body: { message: "Flow is not enabled or has no published version" } };
  },
  "GET /api/v1/flows": own((_, { flows }) => ({
    status: 200,
    body: { data: [...flows].map(([id, { name }]) => ({ id, version: { displayName: name } })) },
  })),
  "DELETE /api/v1/flows/*": own(({ id }, { flows }) => ({ status: flows.delete(id) ? 204 : 404 })),
  "GET /api/v1/flow-runs": own(() => ({ status: 200, body: { data: [{ id: "run-1", status: "FAILED" }] } })),
  "GET /api/v1/flow-runs/*": own(() => ({ status: 200, body: { steps: {} } })),
};

interface Flow {
  readonly name: string;
  readonly answer: string | number;
  readonly published: boolean;
}

/** A gateway with all services behind it, of which some may be broken. */
export class StandIn {
  readonly flows = new Map<string, Flow>();
  /** Method and path of every request, in order. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then((reply) => {
      if (reply !== undefined) {
        response.writeHead(reply.status, flat(reply.headers ?? {})).end(textOf(reply.body));
      }
    });
  });

  constructor(
    private readonly broken: Routes = {},
    private readonly sockets: Sockets = "open",
  ) {
    this.#server.on("upgrade", (request, socket) => this.#upgrade(request, socket));
  }

  /** The address that is connected to. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage): Promise<Reply | undefined> {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", publicUrl);
    const line = `${request.method ?? ""} ${pathname}`;
    this.asked.push(line);
    if (request.headers.host !== new URL(publicUrl).host) {
      return { status: 404 };
    }
    const body = Buffer.concat(await request.toArray()).toString("utf8");
    const content = z.record(z.string(), z.unknown()).parse(JSON.parse(body === "" ? "{}" : body));
    for (const [pattern, route] of Object.entries({ ...routes, ...this.broken })) {
      const match = new RegExp(`^${pattern.replace("*", "([^/]+)")}$`).exec(line);
      if (match !== null) {
        return route({ headers: request.headers, query, content, id: match[1] ?? "" }, this);
      }
    }
    return { status: 404, body: { message: "Route not found" } };
  }

  #upgrade({ headers, url = "" }: IncomingMessage, socket: Duplex): void {
    const session = headers.cookie?.includes(`token=${encodeURIComponent(tokens.session)}`) === true;
    if (this.sockets === "refused" || !session || url !== "/api/socket.io/?EIO=4&transport=websocket") {
      const body = '{"code":0,"message":"Transport unknown"}';
      const length = `Content-Length: ${body.length}`;
      socket.end(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\n${length}\r\n\r\n${body}`);
      return;
    }
    const accept = createHash("sha1")
      .update(`${headers["sec-websocket-key"] ?? ""}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    if (this.sockets === "closed") {
      socket.end();
    }
    if (this.sockets === "other") {
      socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from("hello")]));
    }
    if (this.sockets === "open") {
      const packet = Buffer.from(`0{"sid":"${"s".repeat(150)}","upgrades":[],"pingInterval":25000}`);
      const head = Buffer.from([0x81, 126, packet.length >> 8, packet.length & 255]);
      socket.write(head.subarray(0, 3));
      setTimeout(() => socket.write(Buffer.concat([head.subarray(3), packet])), 5);
    }
  }
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
}

function flat(headers: NonNullable<Reply["headers"]>): Readonly<Record<string, string | string[]>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
}
