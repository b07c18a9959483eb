import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { CommandError } from "../../errors";
import { reasonOf } from "../requests";

/** Where the gateway is asked. */
export interface Entrance {
  /** Scheme, host and port that are connected to. */
  readonly base: string;
  /** Sent as the host that is asked for, where it is not the one of `base`. */
  readonly host?: string;
  /** In words for people. */
  readonly from: string;
}

/** A request to the gateway. */
export interface Sending {
  /** GET by default. */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  readonly content?: unknown;
  /** How long the whole answer may take; 20 seconds by default. */
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const usualTimeoutMs = 20_000;

/**
 * Asks the gateway. Unlike the checks of health it holds to the certificate, since it sends a password.
 *
 * @throws CommandError with the reason where there is no answer
 */
export function send(entrance: Entrance, sending: Sending): Promise<Answer> {
  const { method = "GET", content, timeoutMs = usualTimeoutMs } = sending;
  const body = content === undefined ? undefined : JSON.stringify(content);
  const headers = {
    ...hostOf(entrance),
    ...(body === undefined
      ? {}
      : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
    ...sending.headers,
  };
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => sent.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    const refuse = (error: unknown): void => {
      clearTimeout(late);
      reject(new CommandError(reasonOf(error)));
    };
    const sent = requestOf(entrance)(`${entrance.base}${sending.path}`, { method, headers });
    sent.once("response", (response: IncomingMessage) => {
      bodyOf(response).then((text) => {
        clearTimeout(late);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      }, refuse);
    });
    sent.once("error", refuse);
    sent.end(body);
  });
}

/** Reads an answer to its end. */
export async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: readonly Buffer[] = await response.toArray();
  return Buffer.concat(parts).toString("utf8");
}

/** The header with the host that is asked for, where it is another one than that of the connection. */
export function hostOf({ host }: Entrance): OutgoingHttpHeaders {
  return host === undefined ? {} : { Host: host };
}

/** How requests are begun there. */
export function requestOf({ base }: Entrance): typeof httpRequest {
  return base.startsWith("https:") ? httpsRequest : httpRequest;
}
