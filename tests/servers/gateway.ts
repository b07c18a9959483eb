import { request, type IncomingMessage, type OutgoingHttpHeaders, type RequestOptions } from "node:http";
import type { Duplex } from "node:stream";
import { runProgram } from "../support/program";
import { Container } from "./container";
import { nginxImage } from "./images";
import { eventually, nameHosts } from "./machine";
import { podSpecOf, withSecret } from "./pod-spec";
import { Upstream } from "./upstream";

/** Where the Services behind the gateway are, as far as these tests go. */
const upstreamAddresses = {
  "openops-app": { host: "127.0.1.1", port: 80 },
  "openops-tables": { host: "127.0.1.2", port: 80 },
  "openops-analytics": { host: "127.0.1.3", port: 8088 },
} as const;

type UpstreamName = keyof typeof upstreamAddresses;

/** The three services behind the gateway. */
export type Upstreams = Readonly<Record<UpstreamName, Upstream>>;

/** Starts the services behind the gateway. */
export async function startUpstreams(): Promise<Upstreams> {
  const listen = (name: UpstreamName) => Upstream.listen({ name, ...upstreamAddresses[name] });
  return {
    "openops-app": await listen("openops-app"),
    "openops-tables": await listen("openops-tables"),
    "openops-analytics": await listen("openops-analytics"),
  };
}

interface GatewayOptions {
  /** The folder that stands for the Secret with people's certificate. */
  readonly certificateFolder?: string;
}

/** Starts nginx as a configuration of the stack `dev` declares it. */
export async function startGateway(
  config: Readonly<Record<string, unknown>> = {},
  { certificateFolder }: GatewayOptions = {},
): Promise<Container> {
  nameHosts(Object.fromEntries(Object.entries(upstreamAddresses).map(([name, { host }]) => [name, host])));
  const entries = Object.entries({ preset: "dev", ...config }).map(([key, value]) => [
    `openops:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const run = await runProgram("dev", Object.fromEntries(entries));
  const program = certificateFolder === undefined ? run : withSecret(run, "openops-tls", {});
  const claims = certificateFolder === undefined ? {} : { "public-certificate": certificateFolder };
  const container = await Container.start(podSpecOf(program, "nginx"), nginxImage, { claims });
  await eventually(async () => ((await get("/healthz")).status === 200 ? true : undefined));
  return container;
}

/** An answer of the gateway. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  /** Names and values as they were sent, the one after the other. */
  readonly sentHeaders: readonly string[];
  readonly body: string;
}

/** Every value that an answer has of a header. */
export function valuesOf({ sentHeaders }: Answer, header: string): readonly string[] {
  return sentHeaders.filter((_, index) => sentHeaders[index - 1]?.toLowerCase() === header.toLowerCase());
}

export interface Sending {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** The loopback address the client has. */
  readonly from?: string;
  /** The gateway's port; default: the one for http. */
  readonly port?: number;
}

const httpPort = 8080;

function optionsOf(
  path: string,
  { method = "GET", headers = {}, from = "127.0.0.1", port = httpPort }: Sending,
): RequestOptions {
  return { host: "127.0.0.1", port, path, method, headers, localAddress: from, agent: false };
}

/** Sends a request to the gateway and reads the whole answer. */
export async function get(path: string, sending: Sending = {}): Promise<Answer> {
  const response = await open(path, sending);
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(Buffer.from(chunk));
  }
  const { statusCode: status, headers, rawHeaders: sentHeaders } = response;
  return { status, headers, sentHeaders, body: Buffer.concat(chunks).toString() };
}

/** Sends a request to the gateway and returns with the head of the answer. */
export function open(path: string, sending: Sending = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(optionsOf(path, sending), resolve);
    sent.once("error", reject);
    sent.end(sending.body);
  });
}

/** What the gateway makes of a body's announced length: 100 where it would read it. */
export function announce(path: string, lengthBytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Length": lengthBytes, Expect: "100-continue" };
    const sent = request(optionsOf(path, { method: "POST", headers }));
    const settle = (status: number | undefined) => {
      sent.destroy();
      resolve(status);
    };
    sent.once("continue", () => settle(100));
    sent.once("response", ({ statusCode }) => settle(statusCode));
    sent.once("error", reject);
    sent.flushHeaders();
  });
}

/** Opens a WebSocket's connection and sends a line, which the upstream sends back. */
export function echo(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { Connection: "Upgrade", Upgrade: "websocket" };
    const sent = request(optionsOf(path, { headers }));
    sent.once("upgrade", (_response: IncomingMessage, socket: Duplex) => {
      socket.once("data", (data: Buffer) => {
        socket.destroy();
        resolve(data.toString());
      });
      socket.write(line);
    });
    sent.once("response", ({ statusCode }) => reject(new Error(`no upgrade, but ${statusCode}`)));
    sent.once("error", reject);
    sent.end();
  });
}
