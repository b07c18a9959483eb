import type { EngineLog } from "./engine-log";
import { SandboxError } from "../../errors";
import { UnimplementedError } from "./errors";
import type { PropertyMap } from "./property-value";
import type { CheckAnswer, CheckRequest, DiffAnswer } from "./resource-plugin";

interface StandIn<Kind> {
  /** Name of the official plugin. */
  readonly name: string;
  /** What its resources are, as a subject of a sentence. */
  readonly subject: string;
  /** Resource types by token. */
  readonly kinds: ReadonlyMap<string, Kind>;
}

/** A stand-in whose resources exist in the state alone: it has no settings and nothing to delete. */
export abstract class StateOnlyPlugin<Kind> {
  readonly #log: EngineLog;
  readonly #standIn: StandIn<Kind>;

  protected constructor(log: EngineLog, standIn: StandIn<Kind>) {
    this.#log = log;
    this.#standIn = standIn;
  }

  async checkConfig({ newInputs }: CheckRequest): Promise<CheckAnswer> {
    return { inputs: newInputs };
  }

  async diffConfig(): Promise<DiffAnswer> {
    return { changed: false };
  }

  async configure(): Promise<void> {
    const { name, subject } = this.#standIn;
    this.#log.info("", `rehearsal: ${subject} come from a stand-in, not from the official ${name} plugin`);
  }

  async delete(): Promise<void> {
    return;
  }

  invoke(token: string): Promise<PropertyMap> {
    throw new UnimplementedError(
      `the stand-in for the ${this.#standIn.name} plugin has no function "${token}"`,
    );
  }

  cancel(): void {
    return;
  }

  /** The kind of a resource type. @throws SandboxError for one that the stand-in does not know */
  protected kindOf(type: string): Kind {
    const { name, kinds } = this.#standIn;
    const kind = kinds.get(type);
    if (kind === undefined) {
      throw new SandboxError(
        `the stand-in for the ${name} plugin does not know the resource type "${type}"; it has ` +
          `${[...kinds.keys()].join(", ")}. Use one of these, or the official plugin.`,
      );
    }
    return kind;
  }
}
