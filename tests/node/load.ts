import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../sandbox/processes/until";
import type { OutsideClient } from "./outside";

const intervalMs = 50;
const afterMs = 5000;
const againSeconds = 30;

/** Requests that were not answered with success: while something was done, and once it was over. */
export interface Lost {
  readonly during: readonly string[];
  readonly after: readonly string[];
}

/** What an answer tells, or what kept it from coming. */
function answerOf(client: OutsideClient, path: string): Promise<string> {
  return client.send(path).then(({ status, body }) => `${status} ${body}`, String);
}

/**
 * Waits for a success, since the node's routes follow a pod's readiness a moment later, and returns what is lost of
 * the requests after it; the last answer where there is none in 30 s.
 */
export async function lostOnceItAnswers(client: OutsideClient, path: string): Promise<readonly string[]> {
  const last = { answer: "" };
  const answered = await until(againSeconds, async () => {
    last.answer = await answerOf(client, path);
    return isSuccess(last.answer) ? true : undefined;
  });
  return answered === true ? (await lostWhile(client, path, () => sleep(0))).after : [last.answer];
}

/** Asks for a path again and again while something is done, and for a while after it. */
export async function lostWhile(
  client: OutsideClient,
  path: string,
  work: () => Promise<unknown>,
): Promise<Lost> {
  const lost = { during: new Array<string>(), after: new Array<string>() };
  const state: { phase: keyof Lost; isOver: boolean } = { phase: "during", isOver: false };
  const asking = (async () => {
    while (!state.isOver) {
      const begunIn = state.phase;
      const answer = await answerOf(client, path);
      if (!isSuccess(answer)) {
        lost[begunIn].push(answer);
      }
      await sleep(intervalMs);
    }
  })();
  try {
    await work();
    state.phase = "after";
    await sleep(afterMs);
  } finally {
    state.isOver = true;
    await asking;
  }
  return lost;
}

function isSuccess(answer: string): boolean {
  return answer.startsWith("200 ");
}
