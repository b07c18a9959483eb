import { configNamespace } from "../../components/values/fault";
import type { RawMap } from "../../components/config/layers";
import type { EngineProgram } from "./engine-program";
import type { KubectlAccess } from "../drift/live-objects";
import { parseExport, parseState, withResources, type StateResource } from "./state-resource";

const prefix = `${configNamespace}:`;

/** The options by which programs connect to a stack's cluster. */
export interface ClusterConnection {
  /** The program and options of kubectl. */
  readonly kubectl: KubectlAccess;
  /** The configuration of Pulumi's Kubernetes provider. */
  readonly provider: Readonly<Record<string, string>>;
}

/** A stack's configuration and state, as the engine's own commands read and write them. */
export abstract class EngineStack {
  /** Where its configuration is kept, in words for people. */
  abstract readonly place: string;
  /** How its cluster is accessed. */
  abstract readonly cluster: ClusterConnection;
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
  abstract setValue(path: string, value: string | number | boolean): Promise<void>;

  /** Takes what is at a path out of the configuration. */
  abstract remove(path: string): Promise<void>;

  /** Makes sure that the stack is there; throws a CommandError with what to do where it is not. */
  abstract ensure(): Promise<void>;

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

  /** The resources in the state with secrets in clear: never print them. */
  async revealedResources(): Promise<readonly StateResource[]> {
    return parseExport(await this.engine.run(["stack", "export", "--show-secrets", ...this.selected]));
  }

  /** Puts resources into a state that has none, and reads from the cluster what they have become. */
  async adopt(resources: readonly RawMap[]): Promise<void> {
    const exported = parseState(await this.engine.run(["stack", "export", ...this.selected]));
    await this.engine.run(
      ["stack", "import", ...this.selected],
      JSON.stringify(withResources(exported, resources)),
    );
    await this.engine.run(["refresh", "--yes", "--skip-preview", ...this.selected]);
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
