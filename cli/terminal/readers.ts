/** What a stream says once nobody reads it any more. */
const nobodyReads = ["EPIPE", "ERR_STREAM_DESTROYED"];

/**
 * Lets a command finish whose reader has gone, as `head` does after its lines: what it still prints
 * goes nowhere, and an update is not cut off in the middle. Any other fault of a stream is thrown.
 */
export function outliveReaders(streams: readonly NodeJS.WriteStream[]): void {
  const ignoreClosed = (error: NodeJS.ErrnoException): void => {
    if (!nobodyReads.includes(error.code ?? "")) {
      throw error;
    }
  };
  streams.forEach((stream) => stream.on("error", ignoreClosed));
}
