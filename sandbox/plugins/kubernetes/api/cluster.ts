import type { PropertyMap } from "../../protocol/property-value";
import type { ApiClient, WatchEvent } from "../../../kubernetes-api/api-client";
import { Discovery, groupPath } from "./discovery";
import {
  type KubernetesObject,
  apiVersionOf,
  kindOf,
  nameOf,
  namespaceOf,
} from "../objects/kubernetes-object";
import type { GroupVersionKind } from "./type-token";

/** Which objects: all of a type in a namespace, or one of them by name. */
export type Selection = GroupVersionKind & { readonly namespace: string; readonly name?: string };

export type WriteOptions = {
  readonly fieldManager: string;
  readonly dryRun: boolean;
  /** Takes fields over from other managers. */
  readonly force?: boolean;
};

export type DeleteOptions = { readonly propagationPolicy: string; readonly signal: AbortSignal };

const applyPatch = "application/apply-patch+yaml";
const jsonPatch = "application/json-patch+json";

export function selectionOf(object: KubernetesObject): Required<Selection> {
  return {
    apiVersion: apiVersionOf(object),
    kind: kindOf(object),
    namespace: namespaceOf(object),
    name: nameOf(object),
  };
}

function collectionOf({ apiVersion, kind, namespace }: Selection): Selection {
  return { apiVersion, kind, namespace };
}

/** The objects of one API server; every method throws UnknownTypeError for a type that it does not know. */
export class Cluster {
  readonly #client: ApiClient;
  readonly #discovery: Discovery;

  constructor(client: ApiClient) {
    this.#client = client;
    this.#discovery = new Discovery(client);
  }

  async get(selection: Required<Selection>): Promise<KubernetesObject> {
    return this.#client.send({ method: "GET", path: await this.#path(selection) });
  }

  async list(selection: Selection, query: Readonly<Record<string, string>>): Promise<PropertyMap> {
    return this.#client.send({ method: "GET", path: await this.#path(selection), query });
  }

  async create(object: KubernetesObject, options: WriteOptions): Promise<PropertyMap> {
    const path = await this.#path(collectionOf(selectionOf(object)));
    return this.#client.send({ method: "POST", path, query: writeQuery(options), body: object });
  }

  /** Server-side apply: creates the object, or makes its fields what is given and drops those given before. */
  async apply(object: KubernetesObject, options: WriteOptions): Promise<PropertyMap> {
    const path = await this.#path(selectionOf(object));
    const query = { ...writeQuery(options), force: String(options.force ?? false) };
    return this.#client.send({ method: "PATCH", path, query, body: object, contentType: applyPatch });
  }

  async patch(selection: Required<Selection>, operations: readonly PropertyMap[]): Promise<void> {
    const path = await this.#path(selection);
    await this.#client.send({ method: "PATCH", path, body: operations, contentType: jsonPatch });
  }

  async delete(selection: Required<Selection>, options: DeleteOptions): Promise<KubernetesObject> {
    const { propagationPolicy, signal } = options;
    const path = await this.#path(selection);
    const body = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy };
    return this.#client.send({ method: "DELETE", path, body, signal });
  }

  /** Follows the objects of a selection from a version on, or from what there is where none is given. */
  async *watch(
    selection: Selection,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent> {
    const { name } = selection;
    const field = name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
    const path = await this.#path(collectionOf(selection));
    yield* this.#client.watch({ path, query: { ...field, ...query }, signal });
  }

  async #path(selection: Selection): Promise<string> {
    const { plural, namespaced } = await this.#discovery.resource(selection);
    const namespace = namespaced ? `/namespaces/${encodeURIComponent(selection.namespace || "default")}` : "";
    const name = selection.name === undefined ? "" : `/${encodeURIComponent(selection.name)}`;
    return `${groupPath(selection.apiVersion)}${namespace}/${plural}${name}`;
  }
}

function writeQuery({ fieldManager, dryRun }: WriteOptions): Readonly<Record<string, string>> {
  return { fieldManager, fieldValidation: "Warn", ...(dryRun ? { dryRun: "All" } : {}) };
}
