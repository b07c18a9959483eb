/** Ends a command with a message for people: what is wrong, where, why and how to go on. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
