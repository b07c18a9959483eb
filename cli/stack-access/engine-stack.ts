import { configNamespace } from "../../components/model/fault";
import type { RawMap } from "../../components/model/layers";
import type { EngineProgram } from "./engine-program";
import { parseExport } from "./state-resource";
import type { StateResource } from "./state-resource";

const prefix = `${configNamespace}:`;

/** A stack's configuration and state, as the engine's own commands read and write them. */
export abstract class EngineStack {
  /** Where its configuration is kept, in words for people. */
  abstract readonly place: string;
  protected readonly selected: readonly string[];

  protected constructor(
    protected readonly engine: EngineProgram,
    stack: string,
  ) {
    this.selected = ["--stack", stack];
  }

  /** The `config` section of its file, with what this access has set. */
  abstract config(): RawMap;

  /** Sets a value in clear at a path such as `database.tls.authority`. */
  abstract setValue(path: string, value: string | number): Promise<void>;

  /** Takes what is at a path out of the configuration. */
  abstract remove(path: string): Promise<void>;

  /** Updates the stack; throws a CommandError where that fails. */
  abstract update(): Promise<void>;

  /** The keys of the configuration, without their namespace. */
  keys(): readonly string[] {
    return Object.keys(this.config()).flatMap((key) =>
      key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
    );
  }

  /** The resources in the state, with secrets encrypted; none before the first update. */
  async resources(): Promise<readonly StateResource[]> {
    return parseExport(await this.engine.run(["stack", "export", ...this.selected]));
  }

  /** The same with secrets in clear: nothing of it may be printed. */
  async revealedResources(): Promise<readonly StateResource[]> {
    return parseExport(await this.engine.run(["stack", "export", "--show-secrets", ...this.selected]));
  }

  /** A secret of the configuration in clear: it may not be printed. */
  async secret(name: string): Promise<string> {
    const value = await this.engine.run(["config", "get", `${prefix}${name}`, ...this.selected]);
    return value.replace(/\n$/, "");
  }

  /** Sets a secret of the configuration; the value travels by standard input. */
  async setSecret(name: string, value: string): Promise<void> {
    await this.engine.run(["config", "set", "--secret", `${prefix}${name}`, ...this.selected], value);
  }

  protected keyOf(path: string): string {
    return `${prefix}${path}`;
  }
}
