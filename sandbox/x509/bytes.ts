/** The bytes of a buffer alone: what lies behind a Buffer of Node may be shared with others. */
export function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
