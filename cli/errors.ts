/** Ends a command with a message for people: what is wrong, where, why and how to go on. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Refuses a command line, saying what the command takes. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Somebody interrupted the command, which is no failure of what it was doing. */
export class StoppedError extends CommandError {}
