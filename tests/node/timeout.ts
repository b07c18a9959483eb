/** Ends a test that hangs; an update or a restore of running pods takes minutes on a busy machine. */
jest.setTimeout(600_000);
