import type { Duplex } from "node:stream";
import { connectThrough } from "./tunnel";

const port = 53;
const answerTimeoutSeconds = 1;

const question = {
  type: { address: 1 },
  class: { internet: 1 },
  flags: { recursionDesired: 0x0100 },
} as const;

/** A question for a name's address as RFC 1035 has it over TCP: its length, a header, the name, type and class. */
function addressQuestion(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`));
  const message = Buffer.concat([
    words(0, question.flags.recursionDesired, 1, 0, 0, 0),
    ...labels,
    Buffer.from([0]),
    words(question.type.address, question.class.internet),
  ]);
  return Buffer.concat([words(message.length), message]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

/** Whether an answer over TCP says that a name has addresses; undefined while its header is incomplete. */
function hasAddresses(answer: Buffer): boolean | undefined {
  const [flagsAt, countAt, end] = [4, 8, 10];
  const errorCode = 0x000f;
  return answer.length < end
    ? undefined
    : (answer.readUInt16BE(flagsAt) & errorCode) === 0 && answer.readUInt16BE(countAt) > 0;
}

function ask(connection: Duplex, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    connection.once("error", () => resolve(false)).once("close", () => resolve(false));
    connection.on("data", (part: Buffer) => {
      answer = Buffer.concat([answer, part]);
      const known = hasAddresses(answer);
      if (known !== undefined) {
        resolve(known);
      }
    });
    connection.write(addressQuestion(name));
  });
}

/** Whether a name server, reached through the proxy at a socket's file, knows a name; false where none answers. */
export async function resolvesName(proxy: string, server: string, name: string): Promise<boolean> {
  // A connection that was begun before the rules of a Service were there never reaches it.
  const signal = AbortSignal.timeout(answerTimeoutSeconds * 1000);
  try {
    const connection = await connectThrough(proxy, { host: server, port }, signal);
    signal.addEventListener("abort", () => connection.destroy());
    return await ask(connection, name).finally(() => connection.destroy());
  } catch {
    return false;
  }
}
