import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 50;

/**
 * Asks again and again until the answer is not undefined.
 * @returns the answer, or undefined when `timeoutSeconds` have passed
 */
export async function until<T>(
  timeoutSeconds: number,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const deadlineMs = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadlineMs) {
      return answer;
    }
    await sleep(pollMs);
  }
}
