import type { EngineLog } from "../protocol/engine-log";
import { SandboxError } from "../../errors";
import {
  type PropertyMap,
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
import { inputFaults } from "../protocol/input-rules";
import { isReadyForRenewal } from "./issue";
import { tlsKinds } from "./kinds";
import type { TlsKind } from "./tls-kind";

/** Stands in for the official tls plugin in rehearsals and tests. */
export class TlsPlugin extends StateOnlyPlugin<TlsKind> implements ResourcePlugin {
  readonly version = "5.6.1+stand-in";

  constructor(log: EngineLog) {
    super(log, { name: "tls", subject: "keys and certificates", kinds: tlsKinds });
  }

  async check({ type, newInputs }: CheckRequest): Promise<CheckAnswer> {
    const kind = this.kindOf(type);
    const present = mapValues(newInputs, (value) => (value === null ? undefined : value));
    return { inputs: masked(kind, present), failures: inputFaults(kind.inputs, revealMap(present)) };
  }

  /** A certificate that is ready for renewal is replaced although nothing changed. */
  async diff({ type, oldInputs, oldOutputs, newInputs }: DiffRequest): Promise<DiffAnswer> {
    const { defaults, updatable } = this.kindOf(type);
    const old = { ...defaults, ...revealMap(oldInputs) };
    const now: PropertyMap = { ...defaults, ...revealMap(newInputs) };
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    const inputs = [...names].filter((name) => !sameValue(old[name], now[name]));
    const ready = isReadyForRenewal({
      ...revealMap(oldOutputs),
      earlyRenewalHours: now.earlyRenewalHours ?? null,
    });
    const renewal = ready || oldOutputs.readyForRenewal === true ? ["readyForRenewal"] : [];
    const replaces = inputs.filter((name) => !updatable.includes(name));
    const diffs = [...inputs, ...renewal];
    return { changed: diffs.length > 0, diffs, replaces: ready ? [...replaces, ...renewal] : replaces };
  }

  async create({ type, inputs, preview }: CreateRequest): Promise<CreateAnswer> {
    const kind = this.kindOf(type);
    const all = { ...kind.defaults, ...inputs };
    if (preview) {
      const unknown = Object.fromEntries(kind.computed.map((name) => [name, unknownValue]));
      return { id: "", outputs: masked(kind, { ...all, ...unknown }) };
    }
    const { id, computed } = await kind.make(revealMap(all));
    return { id, outputs: masked(kind, { ...all, ...computed }) };
  }

  /** What was made lives in state alone; a refresh only learns whether a certificate is to be renewed. */
  async read({ type, id, oldInputs, oldOutputs }: ReadRequest): Promise<ReadAnswer> {
    if (Object.keys(oldOutputs).length === 0) {
      throw new SandboxError(
        `a resource of type ${type} cannot be imported: it exists in its stack's state alone. ` +
          "Remove the import option; to use a key or certificate from elsewhere, pass its PEM as configuration.",
      );
    }
    const ready = isReadyForRenewal(revealMap(oldOutputs));
    return { id, inputs: oldInputs, outputs: ready ? { ...oldOutputs, readyForRenewal: true } : oldOutputs };
  }

  /** Reached where an input changes that the certificate does not hold: it stays as it is. */
  async update({ type, oldOutputs, newInputs }: UpdateRequest): Promise<PropertyMap> {
    const kind = this.kindOf(type);
    return masked(kind, { ...oldOutputs, ...kind.defaults, ...newInputs });
  }
}

function masked(kind: TlsKind, properties: PropertyMap): PropertyMap {
  return mapValues(properties, (value, name) => (kind.secrets.includes(name) ? secret(value) : value));
}
