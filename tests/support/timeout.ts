/** Ends a test that hangs; it measures nothing, so it is far above what the slowest test takes on a busy machine. */
jest.setTimeout(180_000);
