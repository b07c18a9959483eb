/** Refuses a command line, saying what the command takes. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
