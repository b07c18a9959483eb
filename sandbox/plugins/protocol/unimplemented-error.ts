/** Says that a plugin does not have what was asked of it. */
export class UnimplementedError extends Error {
  override readonly name = "UnimplementedError";
}
