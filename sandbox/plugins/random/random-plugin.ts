import type { EngineLog } from "../protocol/engine-log";
import { PluginError } from "../protocol/plugin-error";
import {
  type PropertyMap,
  containsUnknown,
  mapValues,
  revealMap,
  sameValue,
  secret,
  unknownValue,
} from "../protocol/property-value";
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  DiffAnswer,
  DiffRequest,
  ReadAnswer,
  ReadRequest,
  ResourcePlugin,
  UpdateRequest,
} from "../protocol/resource-plugin";
import { UnimplementedError } from "../protocol/unimplemented-error";
import { randomKinds } from "./kinds";
import type { RandomKind } from "./random-kind";

/** Stands in for the official random plugin in rehearsals and tests. */
export class RandomPlugin implements ResourcePlugin {
  readonly version = "4.21.2+stand-in";
  readonly #log: EngineLog;

  constructor(log: EngineLog) {
    this.#log = log;
  }

  async checkConfig({ newInputs }: CheckRequest): Promise<CheckAnswer> {
    return { inputs: newInputs };
  }

  async diffConfig(): Promise<DiffAnswer> {
    return { changed: false };
  }

  async configure(): Promise<void> {
    this.#log.info("", "rehearsal: random values come from a stand-in, not from the official random plugin");
  }

  async check({ type, newInputs }: CheckRequest): Promise<CheckAnswer> {
    const kind = kindOf(type);
    const present = mapValues(newInputs, (value) => (value === null ? undefined : value));
    const failures = containsUnknown(present) ? [] : kind.faults(revealMap(present));
    return { inputs: present, failures };
  }

  async diff({ type, oldInputs, newInputs }: DiffRequest): Promise<DiffAnswer> {
    const { defaults } = kindOf(type);
    const old = { ...defaults, ...revealMap(oldInputs) };
    const now: PropertyMap = { ...defaults, ...revealMap(newInputs) };
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    const changed = [...names].filter((name) => !sameValue(old[name], now[name]));
    return { changed: changed.length > 0, diffs: changed, replaces: changed };
  }

  async create({ type, inputs, preview }: CreateRequest): Promise<CreateAnswer> {
    const kind = kindOf(type);
    const all = { ...kind.defaults, ...inputs };
    if (preview) {
      const unknown = Object.fromEntries(kind.computed.map((name) => [name, unknownValue]));
      return { id: "", outputs: outputs(kind, all, unknown) };
    }
    const { id, computed } = kind.draw(revealMap(all));
    return { id, outputs: outputs(kind, all, computed) };
  }

  /** What was drawn lives in state alone: a refresh finds it unchanged, an import takes the id for the value. */
  async read({ type, id, oldInputs, oldOutputs }: ReadRequest): Promise<ReadAnswer> {
    if (Object.keys(oldOutputs).length > 0) {
      return { id, inputs: oldInputs, outputs: oldOutputs };
    }
    const kind = kindOf(type);
    const adopted = kind.adopt(id);
    const inputs = { ...kind.defaults, ...adopted.inputs };
    return { id: adopted.id, inputs, outputs: outputs(kind, inputs, adopted.computed) };
  }

  /** Reached only where a change is ignored or a default is now written out: the value stays. */
  async update({ oldOutputs, newInputs }: UpdateRequest): Promise<PropertyMap> {
    return { ...oldOutputs, ...newInputs };
  }

  async delete(): Promise<void> {
    return;
  }

  invoke(token: string): Promise<PropertyMap> {
    throw new UnimplementedError(`the stand-in for the random plugin has no function "${token}"`);
  }

  cancel(): void {
    return;
  }
}

function kindOf(type: string): RandomKind {
  const kind = randomKinds.get(type);
  if (kind === undefined) {
    throw new PluginError(
      `the stand-in for the random plugin does not know the resource type "${type}"; it has ` +
        `${[...randomKinds.keys()].join(", ")}. Use one of these, or the official plugin.`,
    );
  }
  return kind;
}

function outputs(kind: RandomKind, inputs: PropertyMap, computed: PropertyMap): PropertyMap {
  const marked = mapValues(computed, (value, name) =>
    kind.secretOutputs.includes(name) ? secret(value) : value,
  );
  return { ...inputs, ...marked };
}
