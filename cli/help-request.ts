/** Ends a command that was asked what it takes; the message is its usage. */
export class HelpRequest extends Error {
  override readonly name = "HelpRequest";
}
