import { setTimeout as sleep } from "node:timers/promises";
import type { OutsideClient } from "./outside";

const intervalMs = 50;
const afterMs = 5000;

/** Requests that were not answered with success: while something was done, and once it was over. */
export interface Lost {
  readonly during: readonly string[];
  readonly after: readonly string[];
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
      const answer = await client.send(path).then(({ status, body }) => `${status} ${body}`, String);
      if (!answer.startsWith("200 ")) {
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
