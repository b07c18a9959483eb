import { report } from "../terminal/print";

/** One press reaches a command several times within this: from the terminal, and from npm, which passes it on. */
const samePressMs = 500;

const exitCodeOfInterrupted = 130;

/** Watches for interruptions while the engine works. */
export interface Interruption {
  /** Ends the engine in order. */
  readonly signal: AbortSignal;
  readonly happened: () => boolean;
  readonly stopWatching: () => void;
}

/**
 * The first interruption lets the engine end what is under way; the second ends the command at once.
 *
 * @param terminal whether the command runs on a terminal, which interrupts the engine itself: a second
 *   interruption from here would make it stop at once
 */
export function watchInterruptions(terminal = process.stdin.isTTY): Interruption {
  const abort = new AbortController();
  let pressedMs: number | undefined;
  const interrupt = (): void => {
    if (pressedMs === undefined) {
      pressedMs = Date.now();
      report("Stopping in order: what is under way is finished. Interrupt again to stop at once.");
      if (!terminal) {
        abort.abort();
      }
    } else if (Date.now() - pressedMs > samePressMs) {
      report("Stopped at once. Run the command again: it finishes what is half-done.");
      process.exit(exitCodeOfInterrupted);
    }
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  signals.forEach((name) => process.on(name, interrupt));
  return {
    signal: abort.signal,
    happened: () => pressedMs !== undefined,
    stopWatching: () => signals.forEach((name) => process.off(name, interrupt)),
  };
}
