import { CommandError } from "./command-error";

/** Somebody interrupted the command, which is no failure of what it was doing. */
export class StoppedError extends CommandError {}
