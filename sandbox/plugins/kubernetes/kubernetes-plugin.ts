import type { EngineLog } from "../protocol/engine-log";
import { SandboxError } from "../../errors";
import { UnimplementedError } from "../protocol/errors";
import { type PropertyMap, revealMap } from "../protocol/property-value";
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
import { ApiClient } from "../../kubernetes-api/api-client";
import { checkObject } from "./operations/check";
import { readCheckpoint } from "./operations/checkpoint";
import { Cluster } from "./api/cluster";
import { ClusterUnreachable } from "../../kubernetes-api/errors";
import { createObject } from "./operations/create";
import { deleteObject } from "./operations/delete";
import { diffObjects } from "./operations/diff";
import { type Connection, readConnection } from "./api/kubeconfig";
import type { Operation } from "./operations/operation";
import { diffProvider } from "./operations/provider-diff";
import { readObject } from "./operations/read";
import { type Settings, readSettings } from "./operations/settings";
import { updateObject } from "./operations/update";

/**
 * Stands in for the official kubernetes plugin in rehearsals and tests, against a real API server.
 *
 * It connects at the first call that needs the server: check and diff never do.
 */
export class KubernetesPlugin implements ResourcePlugin {
  readonly version = "4.34.2+stand-in";
  readonly #log: EngineLog;
  readonly #cancelled = new AbortController();
  #settings: Settings = readSettings({}, process.env);
  #connection: Connection | undefined;
  #cluster: Cluster | undefined;

  constructor(log: EngineLog) {
    this.#log = log;
  }

  async checkConfig({ newInputs }: CheckRequest): Promise<CheckAnswer> {
    const rendersYaml = newInputs.renderYamlToDirectory !== undefined;
    const reason = "the stand-in plugin does not render YAML files; use the official plugin for that";
    return {
      inputs: newInputs,
      failures: rendersYaml ? [{ property: "renderYamlToDirectory", reason }] : [],
    };
  }

  async diffConfig({ oldInputs, oldOutputs, newInputs }: DiffRequest): Promise<DiffAnswer> {
    return diffProvider(Object.keys(oldInputs).length > 0 ? oldInputs : oldOutputs, newInputs);
  }

  async configure(config: PropertyMap): Promise<void> {
    this.#settings = readSettings(config, process.env);
    this.#connection = undefined;
    this.#cluster = undefined;
    this.#log.info("", "rehearsal: a stand-in, not the official kubernetes plugin, speaks to the cluster");
  }

  async check(request: CheckRequest): Promise<CheckAnswer> {
    return checkObject(request, this.#namespace());
  }

  async diff(request: DiffRequest): Promise<DiffAnswer> {
    const { inputs, live } = readCheckpoint(request.oldOutputs);
    const { configMapMutable, secretMutable } = this.#settings;
    return diffObjects(
      { oldInputs: inputs, oldLive: live, newInputs: revealMap(request.newInputs) },
      { configMapMutable, secretMutable, ignoreChanges: request.ignoreChanges },
    );
  }

  async create(request: CreateRequest): Promise<CreateAnswer> {
    return this.#unlessPreview(request, { id: "", outputs: request.inputs }, (operation) =>
      createObject(operation, request),
    );
  }

  async read(request: ReadRequest): Promise<ReadAnswer> {
    return this.#unlessAbandoned(undefined, () =>
      this.#during(request.urn, (operation) => readObject(operation, request)),
    );
  }

  async update(request: UpdateRequest): Promise<PropertyMap> {
    return this.#unlessPreview(request, request.newInputs, (operation) => updateObject(operation, request));
  }

  async delete(request: DeleteRequest): Promise<void> {
    await this.#unlessAbandoned(undefined, () =>
      this.#during(request.urn, (operation) => deleteObject(operation, request)),
    );
  }

  invoke(token: string): Promise<PropertyMap> {
    throw new UnimplementedError(`the stand-in for the kubernetes plugin has no function "${token}"`);
  }

  cancel(): void {
    this.#cancelled.abort();
  }

  async #during<Answer>(urn: string, act: (operation: Operation) => Promise<Answer>): Promise<Answer> {
    const { signal: cancelled } = this.#cancelled;
    try {
      this.#cluster ??= new Cluster(
        new ApiClient({ ...this.#connect(), userAgent: "pulumi-kubernetes-stand-in" }),
      );
      return await act({ cluster: this.#cluster, settings: this.#settings, log: this.#log, urn, cancelled });
    } catch (thrown) {
      // What Node throws where a request or a pause was under way; waits tell more.
      const interrupted = cancelled.aborted && thrown instanceof Error && thrown.name === "AbortError";
      throw interrupted ? new SandboxError("the operation was cancelled", { cause: thrown }) : thrown;
    } finally {
      this.#log.clearStatus(urn);
    }
  }

  /** A preview without a cluster shows the program's own inputs, with a warning. */
  async #unlessPreview<Answer>(
    { preview, urn }: CreateRequest | UpdateRequest,
    instead: Answer,
    act: (operation: Operation) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await this.#during(urn, act);
    } catch (thrown) {
      if (preview && thrown instanceof ClusterUnreachable) {
        this.#log.warning(urn, thrown.message);
        return instead;
      }
      throw thrown;
    }
  }

  /** With deleteUnreachable, resources of a cluster that is gone are gone with it. */
  async #unlessAbandoned<Answer>(instead: Answer, act: () => Promise<Answer>): Promise<Answer> {
    try {
      return await act();
    } catch (thrown) {
      if (thrown instanceof ClusterUnreachable && this.#settings.deleteUnreachable) {
        return instead;
      }
      throw thrown;
    }
  }

  #connect(): Connection {
    this.#connection ??= readConnection(this.#settings);
    return this.#connection;
  }

  /** Where objects without a namespace go; "default" also while the kubeconfig cannot be read. */
  #namespace(): string {
    if (this.#settings.namespace !== "") {
      return this.#settings.namespace;
    }
    try {
      return this.#connect().namespace;
    } catch (thrown) {
      if (thrown instanceof ClusterUnreachable) {
        return "default";
      }
      throw thrown;
    }
  }
}
