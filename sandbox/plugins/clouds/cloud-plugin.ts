import type { EngineLog } from "../protocol/engine-log";
import { inputFaults } from "../protocol/input-rules";
import { SandboxError } from "../../errors";
import { type PropertyMap, containsUnknown, mapValues, revealMap } from "../protocol/property-value";
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  DeleteRequest,
  DiffAnswer,
  DiffRequest,
  ReadAnswer,
  ReadRequest,
  ResourcePlugin,
  UpdateRequest,
} from "../protocol/resource-plugin";
import { changesOf } from "./changes";
import type { Cloud, CloudContext, ResourceKind } from "./cloud";
import { completed, inputsOf, masked, previewOutputs, withName } from "./properties";
import { SimulatedApi, type AccountPlace } from "./simulated-api";

/** Stands in for a cloud's official plugin: what it makes exists in a simulated account alone. */
export class CloudPlugin implements ResourcePlugin {
  readonly version: string;
  readonly #api: SimulatedApi;
  #config: PropertyMap = {};

  constructor(
    private readonly cloud: Cloud,
    private readonly place: AccountPlace,
    private readonly log: EngineLog,
  ) {
    this.version = cloud.version;
    this.#api = new SimulatedApi(place, log);
  }

  async checkConfig({ newInputs }: CheckRequest): Promise<CheckAnswer> {
    const config = this.cloud.configure(revealMap(newInputs), this.place.environment);
    return { inputs: newInputs, failures: containsUnknown(config) ? [] : this.cloud.configFaults(config) };
  }

  async diffConfig({ oldInputs, newInputs }: DiffRequest): Promise<DiffAnswer> {
    return { changed: changesOf(revealMap(oldInputs), revealMap(newInputs)).length > 0 };
  }

  async configure(config: PropertyMap): Promise<void> {
    this.#config = this.cloud.configure(revealMap(config), this.place.environment);
    this.log.info("", `rehearsal: ${this.cloud.title} is simulated, nothing is made in a real account`);
  }

  async check(request: CheckRequest): Promise<CheckAnswer> {
    const kind = this.#kindOf(request.type);
    const present = mapValues(request.newInputs, (value) => (value === null ? undefined : value));
    const named = withName(kind, present, request);
    const revealed = revealMap(named);
    const failures = [...inputFaults(kind.inputs, revealed), ...(kind.faults?.(revealed) ?? [])];
    return { inputs: masked(kind, named), failures };
  }

  async diff({ type, oldInputs, newInputs }: DiffRequest): Promise<DiffAnswer> {
    const kind = this.#kindOf(type);
    const old = inputsOf(kind, oldInputs);
    const now = inputsOf(kind, newInputs);
    // What the cloud may decide stays as it is when it is no longer asked for.
    const changes = changesOf(old, now).filter((path) => path in now || !kind.decides.includes(path));
    const fixed = changes.filter((path) =>
      kind.replaces.some((rule) => path === rule || path.startsWith(`${rule}.`)),
    );
    const replaces = [...fixed, ...(kind.replacesIf?.(old, now) ?? [])].map(topLevel);
    const nameInput = kind.naming?.input;
    return {
      changed: changes.length > 0,
      diffs: [...new Set(changes.map(topLevel))],
      replaces: [...new Set(replaces)],
      // Two of the same name cannot exist at once.
      deleteBeforeReplace: replaces.length > 0 && (nameInput === undefined || !changes.includes(nameInput)),
    };
  }

  async create({ urn, type, name, inputs, preview, timeoutSeconds }: CreateRequest): Promise<CreateAnswer> {
    const kind = this.#kindOf(type);
    if (preview) {
      return { id: "", outputs: previewOutputs(kind, inputs) };
    }
    const target = { kind, type, urn, madeFor: name, timeoutSeconds, context: this.#context() };
    const resource = await this.#api.create(target, inputsOf(kind, inputs));
    return {
      id: resource.id,
      outputs: masked(kind, completed(kind, this.#api.outputsOf(target, resource), inputs)),
    };
  }

  async read({ type, id, oldInputs }: ReadRequest): Promise<ReadAnswer> {
    const kind = this.#kindOf(type);
    const resource = this.#api.find(type, id);
    if (resource === undefined) {
      return undefined;
    }
    const known = Object.keys(oldInputs).length > 0 ? oldInputs : resource.inputs;
    // What the cloud never tells, such as a password, stays as the state has it.
    const inputs = mapValues(known, (value, input) => resource.inputs[input] ?? value);
    const outputs = completed(
      kind,
      this.#api.outputsOf({ kind, context: this.#context() }, resource),
      inputs,
    );
    return { id: resource.id, inputs: masked(kind, inputs), outputs: masked(kind, outputs) };
  }

  async update(request: UpdateRequest): Promise<PropertyMap> {
    const { urn, type, name, id, oldOutputs, newInputs, preview, timeoutSeconds } = request;
    const kind = this.#kindOf(type);
    if (preview) {
      const kept = mapValues(oldOutputs, (value, output) =>
        output in kind.inputs && !kind.decides.includes(output) && kind.completes?.[output] === undefined
          ? undefined
          : value,
      );
      return masked(kind, completed(kind, { ...kept, ...kind.defaults }, newInputs));
    }
    const target = { kind, type, urn, madeFor: name, timeoutSeconds, context: this.#context() };
    const resource = await this.#api.change(target, id, inputsOf(kind, newInputs));
    return masked(kind, completed(kind, this.#api.outputsOf(target, resource), newInputs));
  }

  async delete({ urn, type, name, id, outputs, timeoutSeconds }: DeleteRequest): Promise<void> {
    const kind = this.#kindOf(type);
    const target = { kind, type, urn, madeFor: name, timeoutSeconds, context: this.#context() };
    await this.#api.delete(target, id, revealMap(outputs));
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    const lookUp = this.cloud.lookUps.get(token);
    if (lookUp === undefined) {
      throw new SandboxError(
        `the simulated ${this.cloud.title} has no function "${token}"; it has ${[...this.cloud.lookUps.keys()].join(", ")}`,
      );
    }
    const known = revealMap(mapValues(args, (value) => (value === null ? undefined : value)));
    const names = Object.values(known).filter((value) => typeof value === "string");
    const fault = this.#api.faultOf("look-up", [token, ...names]);
    if (fault !== undefined) {
      throw new SandboxError(`${token}: ${fault}`);
    }
    return lookUp(known, this.#context());
  }

  cancel(): void {
    this.#api.cancel();
  }

  #context(): CloudContext {
    return { account: this.#api.account, config: this.#config, settings: this.#api.settings() };
  }

  #kindOf(type: string): ResourceKind {
    const kind = this.cloud.kinds.get(type);
    if (kind === undefined) {
      throw new SandboxError(
        `the simulated ${this.cloud.title} does not know the resource type "${type}"; it has ` +
          `${[...this.cloud.kinds.keys()].join(", ")}`,
      );
    }
    return kind;
  }
}

function topLevel(path: string): string {
  return path.split(".")[0] ?? path;
}
