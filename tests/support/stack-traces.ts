/**
 * Runs something without stack traces. The SDK takes one of every promise and every resource, which costs more
 * than the program itself.
 */
export async function withoutStackTraces<Result>(run: () => Promise<Result>): Promise<Result> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
