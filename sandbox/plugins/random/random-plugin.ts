import type { EngineLog } from "../protocol/engine-log";
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
import { StateOnlyPlugin } from "../protocol/state-only-plugin";
import { randomKinds } from "./kinds";
import type { RandomKind } from "./random-kind";

/** Stands in for the official random plugin in rehearsals and tests. */
export class RandomPlugin extends StateOnlyPlugin<RandomKind> implements ResourcePlugin {
  readonly version = "4.21.2+stand-in";

  constructor(log: EngineLog) {
    super(log, { name: "random", subject: "random values", kinds: randomKinds });
  }

  async check({ type, newInputs }: CheckRequest): Promise<CheckAnswer> {
    const kind = this.kindOf(type);
    const present = mapValues(newInputs, (value) => (value === null ? undefined : value));
    const failures = containsUnknown(present) ? [] : kind.faults(revealMap(present));
    return { inputs: present, failures };
  }

  async diff({ type, oldInputs, newInputs }: DiffRequest): Promise<DiffAnswer> {
    const { defaults } = this.kindOf(type);
    const old = { ...defaults, ...revealMap(oldInputs) };
    const now: PropertyMap = { ...defaults, ...revealMap(newInputs) };
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    const changed = [...names].filter((name) => !sameValue(old[name], now[name]));
    return { changed: changed.length > 0, diffs: changed, replaces: changed };
  }

  async create({ type, inputs, preview }: CreateRequest): Promise<CreateAnswer> {
    const kind = this.kindOf(type);
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
    const kind = this.kindOf(type);
    const adopted = kind.adopt(id);
    const inputs = { ...kind.defaults, ...adopted.inputs };
    return { id: adopted.id, inputs, outputs: outputs(kind, inputs, adopted.computed) };
  }

  /** Reached only where a change is ignored or a default is now written out: the value stays. */
  async update({ oldOutputs, newInputs }: UpdateRequest): Promise<PropertyMap> {
    return { ...oldOutputs, ...newInputs };
  }
}

function outputs(kind: RandomKind, inputs: PropertyMap, computed: PropertyMap): PropertyMap {
  const marked = mapValues(computed, (value, name) =>
    kind.secretOutputs.includes(name) ? secret(value) : value,
  );
  return { ...inputs, ...marked };
}
