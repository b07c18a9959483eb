import { existsSync, readFileSync } from "node:fs";
import type { EngineEvent, PulumiCommand } from "@pulumi/pulumi/automation";

/**
 * Keeps the events of a run of the engine, complete and each once. Engines up to 3.205 write them to a
 * file that the SDK follows while it grows, and on a busy machine it reads the end of it twice and mixed
 * up; so the file is read here once the engine has ended, before the SDK deletes it.
 */
export class EventLog {
  private streamed: EngineEvent[] = [];
  private written: readonly EngineEvent[] | undefined;

  constructor(command: PulumiCommand) {
    // Not in the SDK's types, and the only place where the file's name and the engine's end are known.
    const run: unknown = Reflect.get(command, "run");
    if (typeof run !== "function") {
      throw new Error("The Automation API starts the engine in another way than its pinned version does");
    }
    Reflect.set(command, "run", async (...started: readonly unknown[]): Promise<unknown> => {
      const result: unknown = await Reflect.apply(run, command, started);
      this.written = eventsIn(logFileOf(started[0])) ?? this.written;
      return result;
    });
  }

  /** Takes an event as it is streamed. */
  readonly take = (event: EngineEvent): void => {
    this.streamed.push(event);
  };

  /** All events, once the engine has ended. */
  events(): readonly EngineEvent[] {
    return this.written ?? this.streamed;
  }
}

/** The log's file among an engine's arguments; newer engines get an address instead, and lose nothing. */
function logFileOf(args: unknown): string | undefined {
  const place = Array.isArray(args) ? args.indexOf("--event-log") : -1;
  const file: unknown = Array.isArray(args) && place !== -1 ? args[place + 1] : undefined;
  return typeof file === "string" && existsSync(file) ? file : undefined;
}

function eventsIn(file: string | undefined): readonly EngineEvent[] | undefined {
  if (file === undefined) {
    return undefined;
  }
  const lines = readFileSync(file, "utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const event: EngineEvent = JSON.parse(line);
      return event;
    });
}
