/** Says that bytes are not what they are read as; it never holds the bytes. */
export class DerError extends Error {
  override readonly name = "DerError";
}
