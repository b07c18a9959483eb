/** What Node makes of a stack trace by itself; without a function here it would ask Jest's. */
function plainTrace(error: Error, sites: readonly NodeJS.CallSite[]): string {
  return [String(error), ...sites.map((site) => `    at ${String(site)}`)].join("\n");
}

/**
 * Runs something whose stack traces are not mapped to sources. The SDK takes one of every promise and
 * every resource, and mapping each costs more than the program itself.
 */
export async function withPlainTraces<Result>(run: () => Promise<Result>): Promise<Result> {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = plainTrace;
  try {
    return await run();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
