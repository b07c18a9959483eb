import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Cloud } from "../../../../sandbox/plugins/clouds/cloud";
import { CloudPlugin } from "../../../../sandbox/plugins/clouds/cloud-plugin";
import { EngineLog } from "../../../../sandbox/plugins/protocol/engine-log";
import {
  type PropertyMap,
  type PropertyValue,
  revealMap,
} from "../../../../sandbox/plugins/protocol/property-value";

/** The operations of the engine on the simulated cloud, each with as little as a test has to say. */
export class SimulatedCloud {
  private readonly folder = mkdtempSync(join(tmpdir(), "openops-cloud-"));
  private plugin: CloudPlugin;

  constructor(
    private readonly cloud: Cloud,
    private readonly config: PropertyMap,
  ) {
    this.settings({ secondsPerMinute: 0 });
    this.plugin = this.started();
  }

  settings(settings: unknown): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, "settings.json"), JSON.stringify(settings));
  }

  /** Another process takes the place of the plugin, which sees the same account. */
  async restart(): Promise<void> {
    this.plugin = this.started();
    await this.configure();
  }

  configure(): Promise<void> {
    return this.plugin.configure(this.config);
  }

  cancel(): void {
    this.plugin.cancel();
  }

  async configFaults(config: PropertyMap): Promise<readonly string[]> {
    const answer = await this.plugin.checkConfig({
      ...identity("pulumi:providers:any"),
      oldInputs: {},
      newInputs: config,
      randomSeed: Buffer.alloc(4),
    });
    return (answer.failures ?? []).map(({ property, reason }) => `${property}: ${reason}`);
  }

  /** What is wrong with inputs at preview, each as `property: reason`. */
  async faults(type: string, inputs: PropertyMap): Promise<readonly string[]> {
    const { failures } = await this.check(type, inputs);
    return (failures ?? []).map(({ property, reason }) => `${property}: ${reason}`);
  }

  check(type: string, newInputs: PropertyMap, oldInputs: PropertyMap = {}) {
    return this.plugin.check({ ...identity(type), oldInputs, newInputs, randomSeed: Buffer.alloc(4, 7) });
  }

  create(type: string, inputs: PropertyMap, more: { preview?: boolean; timeoutSeconds?: number } = {}) {
    const { preview = false, timeoutSeconds = 0 } = more;
    return this.plugin.create({ ...identity(type), inputs, preview, timeoutSeconds });
  }

  /** Creates and returns the outputs in clear. */
  async made(type: string, inputs: PropertyMap): Promise<PropertyMap> {
    const { id, outputs } = await this.create(type, inputs);
    return { ...revealMap(outputs), id };
  }

  async replaces(type: string, old: PropertyMap, now: PropertyMap): Promise<readonly string[]> {
    return (await this.diff(type, old, now)).replaces ?? [];
  }

  diff(type: string, oldInputs: PropertyMap, newInputs: PropertyMap) {
    return this.plugin.diff({ ...this.change(type, "id", oldInputs), newInputs });
  }

  update(type: string, id: string, { old, now }: { readonly old: PropertyMap; readonly now: PropertyMap }) {
    return this.plugin.update({
      ...this.change(type, id, old),
      newInputs: now,
      preview: false,
      timeoutSeconds: 0,
    });
  }

  read(type: string, id: string, oldInputs: PropertyMap = {}) {
    return this.plugin.read({ ...identity(type), id, oldInputs, oldOutputs: oldInputs });
  }

  delete(type: string, id: string, outputs: PropertyMap = {}) {
    return this.plugin.delete({ ...identity(type), id, outputs, timeoutSeconds: 0 });
  }

  invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    return this.plugin.invoke(token, args);
  }

  /** Everything that the account's files hold. */
  files(): string {
    return readdirSync(this.folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.includes("."))
      .map((name) => readFileSync(join(this.folder, name), "utf8"))
      .join("\n");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private change(type: string, id: string, old: PropertyMap) {
    return { ...identity(type), id, oldInputs: old, oldOutputs: old, ignoreChanges: [] };
  }

  private started(): CloudPlugin {
    const place = {
      folder: join(this.folder, this.cloud.name),
      settingsFile: join(this.folder, "settings.json"),
      environment: {},
    };
    return new CloudPlugin(this.cloud, place, new EngineLog(undefined));
  }
}

function identity(type: string) {
  return { urn: `urn:pulumi:dev::test::${type}::it`, type, name: "it" };
}

/** Resources of a type in a test, whose inputs are changed one at a time. */
export type Changed = Readonly<Record<string, PropertyValue | undefined>>;

/** Inputs with some changed; undefined takes one away. */
export function changed(inputs: PropertyMap, changes: Changed): PropertyMap {
  return Object.fromEntries(
    Object.entries({ ...inputs, ...changes }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
