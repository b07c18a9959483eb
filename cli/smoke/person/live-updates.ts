import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CommandError } from "../../errors";
import { reasonOf, upgradeHeaders } from "../requests";
import { contentOf, wordsOf } from "./answers";
import { bodyOf, hostOf, requestOf } from "./entrance";
import type { SignedIn } from "./session-checks";

interface Asked extends Pick<SignedIn, "entrance" | "session"> {
  /** The path of Socket.IO. */
  readonly path: string;
  /** How long the connection and the first packet may take, each; 10 seconds by default. */
  readonly timeoutMs?: number | undefined;
}

/** What Engine.IO opens with: a packet of type 0, then its session. */
const openSchema = z.object({ sid: z.string() });

/**
 * Opens the WebSocket by which pages are told of changes, as they do, and waits for the first packet of
 * Engine.IO: what is in between may let the upgrade through and nothing after it.
 *
 * @returns what to say of it
 * @throws CommandError with the reason where there is no such packet
 */
export async function askLiveUpdates(asked: Asked): Promise<string> {
  const { timeoutMs = 10_000 } = asked;
  const { socket, head } = await inTime(upgraded(asked), timeoutMs, "no answer");
  try {
    const message = firstMessage(socket, head);
    const packet = await inTime(message, timeoutMs, "the WebSocket opens and says nothing");
    if (!packet.startsWith("0")) {
      throw new CommandError("the WebSocket opens with something else than a packet of Engine.IO");
    }
    contentOf(openSchema, { status: 101, headers: {}, body: packet.slice(1) });
    return "the WebSocket opens, and Engine.IO speaks first";
  } finally {
    socket.destroy();
  }
}

async function inTime<Found>(work: Promise<Found>, timeoutMs: number, late: string): Promise<Found> {
  const timer = new AbortController();
  const tooLate = sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new CommandError(`${late} within ${timeoutMs / 1000} s`);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    timer.abort();
  }
}

interface Upgraded {
  readonly socket: Duplex;
  /** What has come already. */
  readonly head: Buffer;
}

function upgraded({ entrance, session, path }: Asked): Promise<Upgraded> {
  const headers = { ...hostOf(entrance), ...session.headers, ...upgradeHeaders };
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => reject(new CommandError(reason));
    const sent = requestOf(entrance)(`${entrance.base}${path}/?EIO=4&transport=websocket`, { headers });
    sent.once("upgrade", (_, socket, head) => resolve({ socket, head }));
    sent.once("response", (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      bodyOf(response).then(
        (body) => refuse(`opened no WebSocket, but ${wordsOf({ status, headers: {}, body })}`),
        (error: unknown) => refuse(reasonOf(error)),
      );
    });
    sent.once("error", (error) => refuse(reasonOf(error)));
    sent.end();
  });
}

function firstMessage(socket: Duplex, head: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => reject(new CommandError(reason));
    const parts = [head];
    const look = (): void => {
      const message = messageIn(Buffer.concat(parts));
      if (message !== undefined) {
        resolve(message);
      }
    };
    socket.on("data", (part: Buffer) => {
      parts.push(part);
      look();
    });
    socket.once("error", (error) => refuse(reasonOf(error)));
    socket.once("close", () => refuse("the WebSocket opens and closes before it says anything"));
    look();
  });
}

/** The text of a server's first frame (RFC 6455, 5.2), once it is whole; empty where it is no text. */
function messageIn(bytes: Buffer): string | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) {
    return undefined;
  }
  if ((first & 0x0f) !== 1) {
    return "";
  }
  if (second === 126 && bytes.length < 4) {
    return undefined;
  }
  const [start, length] = second === 126 ? [4, bytes.readUInt16BE(2)] : [2, second];
  return bytes.length < start + length ? undefined : bytes.toString("utf8", start, start + length);
}
