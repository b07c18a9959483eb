/** A fault that the user can mend: the engine shows the message alone, without a stack trace. */
export class PluginError extends Error {
  override readonly name = "PluginError";
}
