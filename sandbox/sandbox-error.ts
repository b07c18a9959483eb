/** A fault of the rehearsal cluster told to people: what, where, why and how to mend it; shown without a stack. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
}
