import { setTimeout } from "node:timers/promises";

import type { EngineLog } from "../protocol/engine-log";
import { SandboxError } from "../../errors";
import { InitializationFailure } from "../protocol/errors";
import { type PropertyMap, mapValues } from "../protocol/property-value";
import { Account } from "./account";
import { type AccountSettings, type CloudOperation, faultFor, readSettings } from "./account-settings";
import type { CloudContext, ResourceKind } from "./cloud";
import type { CloudResource } from "./cloud-resource";
import { masked, outputsOf, withoutSecrets } from "./properties";

/** Where a simulated account is. */
export interface AccountPlace {
  /** What exists in it. */
  readonly folder: string;
  /** Its settings, which may be absent. */
  readonly settingsFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What an operation is about. */
export interface Target {
  readonly kind: ResourceKind;
  readonly type: string;
  readonly urn: string;
  readonly madeFor: string;
  /** 0 where the user set none. */
  readonly timeoutSeconds: number;
  readonly context: CloudContext;
}

const lookEveryMs = 20;

const states: Readonly<Record<CloudOperation, string>> = {
  create: "created",
  update: "changed",
  delete: "deleted",
  "look-up": "found",
};

/** The requests that a cloud's API takes, and how long it is at work on each. */
export class SimulatedApi {
  readonly account: Account;
  #cancelled = false;

  constructor(
    private readonly place: AccountPlace,
    private readonly log: EngineLog,
  ) {
    this.account = new Account(place.folder);
  }

  find(type: string, name: string): CloudResource | undefined {
    return this.account.find(type, name);
  }

  /** Whether what was begun with a resource is done. */
  isReady(resource: CloudResource): boolean {
    return Date.now() >= resource.readyAtMs && !this.#isStalled(["create", "update"], resource);
  }

  /** What the cloud says where the settings want it to refuse an operation on a thing with any of these names. */
  faultOf(when: CloudOperation, names: readonly string[]): string | undefined {
    const fault = faultFor(this.settings(), when, names);
    return fault?.does === "fail" ? fault.message : undefined;
  }

  async create(target: Target, inputs: PropertyMap): Promise<CloudResource> {
    const { kind, type, madeFor, context } = target;
    const request = { ...context, inputs };
    const named = kind.name(request);
    const subject = `creating ${kind.title} (${named.key})`;
    orRefuse(
      subject,
      this.faultOf("create", [madeFor, type, named.key, named.id]) ?? kind.refusal?.(request),
    );
    const now = Date.now();
    const resource: CloudResource = {
      type,
      ...named,
      madeFor,
      inputs: withoutSecrets(kind, inputs),
      decided: withoutSecrets(kind, kind.decide({ ...request, named })),
      createdAtMs: now,
      readyAtMs: now + this.#lastsMs(kind.minutes.create),
    };
    if (kind.taken === undefined) {
      this.account.put(resource);
    } else if (!this.account.add(resource)) {
      orRefuse(subject, kind.taken);
    }
    await this.#settle(target, resource, "create");
    return resource;
  }

  /** Changes what is there, after what was begun before is done. */
  async change(target: Target, id: string, inputs: PropertyMap): Promise<CloudResource> {
    const { kind, type, madeFor, context } = target;
    const existing = this.find(type, id);
    if (existing === undefined) {
      throw new SandboxError(`updating ${kind.title} (${id}): NotFound: it does not exist; run a refresh`);
    }
    await this.#settle(target, existing, "create");
    // What the cloud may decide stays as it is when it is no longer asked for.
    const kept = mapValues(existing.inputs, (value, name) =>
      kind.decides.includes(name) ? value : undefined,
    );
    const request = { ...context, inputs: { ...kept, ...inputs }, existing };
    orRefuse(
      `updating ${kind.title} (${existing.key})`,
      this.faultOf("update", [madeFor, type, existing.key, existing.id]) ?? kind.refusal?.(request),
    );
    const changed: CloudResource = {
      ...existing,
      inputs: withoutSecrets(kind, request.inputs),
      decided: withoutSecrets(kind, { ...existing.decided, ...kind.decide({ ...request, named: existing }) }),
      readyAtMs: Date.now() + this.#lastsMs(kind.minutes.update),
    };
    this.account.put(changed);
    await this.#settle(target, changed, "update");
    return changed;
  }

  /** Deletes what is there; what is gone already counts as deleted. */
  async delete(target: Target, id: string, state: PropertyMap): Promise<void> {
    const { kind, type, madeFor, context } = target;
    const resource = this.find(type, id);
    if (resource === undefined) {
      return;
    }
    const request = { ...context, resource, state };
    orRefuse(
      `deleting ${kind.title} (${resource.key})`,
      this.faultOf("delete", [madeFor, type, resource.key, resource.id]) ?? kind.deletionRefusal?.(request),
    );
    if (kind.abandons?.(request) === true) {
      return;
    }
    (kind.leaves?.(request) ?? []).forEach((left) => this.account.put(left));
    const goneAtMs = Date.now() + this.#lastsMs(kind.minutes.delete);
    this.account.put({ ...resource, readyAtMs: goneAtMs, goneAtMs });
    await this.#settle(target, { ...resource, readyAtMs: goneAtMs }, "delete");
    this.account.remove(resource);
  }

  /** All outputs of what is there, with the secrets that the cloud tells and no file holds. */
  outputsOf({ kind, context }: Pick<Target, "kind" | "context">, resource: CloudResource): PropertyMap {
    const decided = kind.decide({ ...context, inputs: resource.inputs, existing: resource, named: resource });
    const ready = this.isReady(resource);
    return outputsOf(kind, { ...resource, decided: { ...decided, ...resource.decided } }, { ready });
  }

  cancel(): void {
    this.#cancelled = true;
  }

  /** How the account behaves now. */
  settings(): AccountSettings {
    return readSettings(this.place.settingsFile);
  }

  #lastsMs(minutes: number): number {
    return minutes * this.settings().secondsPerMinute * 1000;
  }

  #isStalled(operations: readonly CloudOperation[], { madeFor, type, key, id }: CloudResource): boolean {
    const settings = this.settings();
    return operations.some((when) => faultFor(settings, when, [madeFor, type, key, id])?.does === "stall");
  }

  /** Waits until the cloud is done with what it was asked for. */
  async #settle(target: Target, resource: CloudResource, when: CloudOperation): Promise<void> {
    const { kind, urn, timeoutSeconds } = target;
    const startedMs = Date.now();
    const subject = `waiting for ${kind.title} (${resource.key}) to be ${states[when]}`;
    while (Date.now() < resource.readyAtMs || this.#isStalled([when], resource)) {
      this.log.status(urn, `${subject} (simulated)`);
      if (this.#cancelled) {
        throw unfinished({ target, resource, when }, `${subject}: interrupted; the cloud goes on with it`);
      }
      if (timeoutSeconds > 0 && Date.now() - startedMs > timeoutSeconds * 1000) {
        throw unfinished({ target, resource, when }, `${subject}: not done after ${timeoutSeconds} s`);
      }
      await setTimeout(lookEveryMs);
    }
    this.log.clearStatus(urn);
    const { madeFor, type, key, id } = resource;
    const broken = faultFor(this.settings(), when, [madeFor, type, key, id]);
    if (broken?.does === "break") {
      throw unfinished({ target, resource, when }, `${subject}: ${broken.message}`);
    }
  }
}

/** @throws SandboxError where there is a reason */
function orRefuse(subject: string, reason: string | undefined): void {
  if (reason !== undefined) {
    throw new SandboxError(`${subject}: ${reason}`);
  }
}

interface Wait {
  readonly target: Target;
  readonly resource: CloudResource;
  readonly when: CloudOperation;
}

/** What exists without being ready is kept by the engine, which goes on with it at the next update. */
function unfinished({ target: { kind }, resource, when }: Wait, message: string): Error {
  if (when === "delete") {
    return new SandboxError(message);
  }
  const outputs = masked(kind, outputsOf(kind, resource, { ready: false }));
  return new InitializationFailure(message, { id: resource.id, outputs, reasons: [message] });
}
