import { getServers } from "node:dns";
import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as secure } from "node:tls";
import { failed, judgeCertificate, type Verdict } from "./certificate";

const timeoutMs = 10_000;

interface HttpTarget {
  readonly url: string;
  /** Sent as the host that is asked for, where it is not the one of the URL. */
  readonly host?: string;
  readonly upgrade?: boolean;
}

/** What opens a WebSocket. */
export const upgradeHeaders = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": Buffer.from("openops-smoke-01").toString("base64"),
};

/** Asks for a path and judges the status: what the asked service answers itself is below 500. */
export function askHttp(target: HttpTarget, good: (status: number) => boolean): Promise<Verdict> {
  const url = new URL(target.url);
  const headers = {
    ...(target.host === undefined ? {} : { Host: target.host }),
    ...(target.upgrade ? upgradeHeaders : {}),
  };
  return new Promise((resolve) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const answered = (status = 0): void => {
      resolve({ ok: good(status), detail: `answered ${status}${gatewayWords[status] ?? ""}` });
      sent.destroy();
    };
    // The certificate is judged by a check of its own.
    const sent = send(url, { headers, timeout: timeoutMs, rejectUnauthorized: false });
    sent.once("response", (response) => answered(response.statusCode));
    sent.once("upgrade", (response) => answered(response.statusCode));
    sent.once("timeout", () => {
      resolve(failed(`no answer within ${timeoutMs / 1000} s`));
      sent.destroy();
    });
    sent.once("error", (error) => resolve(failed(reasonOf(error))));
    sent.end();
  });
}

/** What it means when the gateway itself answers. */
export const gatewayWords: Readonly<Record<number, string>> = {
  502: ": the gateway reaches no pod of the service",
  503: ": there is no pod of the service, or too many requests",
  504: ": the service does not answer the gateway in time",
};

type LookUp = (host: string) => Promise<{ readonly address: string }>;

/**
 * Looks a name up as clients do. Where the resolver does not answer it is named, since every other check
 * fails then as well: it is down, or network policies know it elsewhere.
 */
export async function askDns(host: string, lookUp: LookUp = lookup): Promise<Verdict> {
  const found = lookUp(host).then(
    ({ address }) => ({ ok: true, detail: `${host} is ${address}` }),
    (error: unknown) => failed(reasonOf(error)),
  );
  const verdict = await Promise.race([found, sleep(timeoutMs, failed("EAI_AGAIN"), { ref: false })]);
  return verdict.detail.includes("EAI_AGAIN")
    ? failed(
        `no answer from DNS at ${getServers().join(", ")}: network policies let pods ask where openops:network says, see docs/network.md`,
      )
    : verdict;
}

/** Opens a connection, where a service has nothing to ask. */
export function askTcp(host: string, port: number): Promise<Verdict> {
  return withSocket(host, port, () => Promise.resolve({ ok: true, detail: "takes connections" }));
}

/** A server whose certificate is looked at. */
export interface TlsTarget {
  readonly host: string;
  readonly port: number;
  /** The name that clients look for; undefined where they check none. */
  readonly name?: string;
  /** File with the authorities that are trusted instead of the public ones. */
  readonly authorityFile?: string;
  /** Postgres is asked for TLS in its own words first. */
  readonly protocol: "postgres" | "tls";
}

/** Judges a server's certificate as its clients do. */
export function askTls(target: TlsTarget, nowMs = Date.now()): Promise<Verdict> {
  const { host, port, name, authorityFile, protocol } = target;
  return withSocket(host, port, async (socket) => {
    if (protocol === "postgres" && (await askPostgresForTls(socket)) !== "S") {
      return failed("the server takes no TLS");
    }
    return new Promise((resolve, reject) => {
      const channel = secure({
        socket,
        rejectUnauthorized: false,
        // The name is judged apart from the chain, so that each has its own words.
        checkServerIdentity: () => undefined,
        ...(name === undefined || /^[\d.:]+$/.test(name) ? {} : { servername: name }),
        ...(authorityFile === undefined ? {} : { ca: readFileSync(authorityFile) }),
      });
      channel.once("secureConnect", () => resolve(judgeCertificate(channel, { name, nowMs })));
      channel.once("error", reject);
    });
  });
}

/** The request for TLS of Postgres' protocol: eight bytes, answered by one letter. */
function askPostgresForTls(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once("data", (answer) => resolve(answer.toString("latin1").slice(0, 1)));
    socket.once("close", () => reject(new Error("the server closed the connection")));
    socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
  });
}

async function withSocket(
  host: string,
  port: number,
  use: (socket: Socket) => Promise<Verdict>,
): Promise<Verdict> {
  const socket = connect({ host, port, timeout: timeoutMs });
  try {
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
      socket.once("timeout", () => reject(new Error(`no connection within ${timeoutMs / 1000} s`)));
    });
    return await use(socket);
  } catch (error) {
    return failed(reasonOf(error));
  } finally {
    socket.destroy();
  }
}

/** Why something failed, without the name of the error's class. */
export function reasonOf(error: unknown): string {
  // What was tried at several addresses is told by their errors.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return String(first).replace(/^\w*Error: /, "");
}
