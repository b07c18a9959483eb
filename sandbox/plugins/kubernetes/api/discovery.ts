import type { ApiClient } from "../../../kubernetes-api/api-client";
import { ApiError } from "../../../kubernetes-api/errors";
import { UnknownTypeError } from "../errors";
import { fieldAt, listAt, textAt } from "../objects/kubernetes-object";
import type { GroupVersionKind } from "./type-token";

export type ApiResource = { readonly plural: string; readonly namespaced: boolean };

/** Looks up how the server names its types; each group is asked for once. */
export class Discovery {
  readonly #client: ApiClient;
  readonly #groups = new Map<string, Promise<ReadonlyMap<string, ApiResource>>>();

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** @throws UnknownTypeError, ApiError, ClusterUnreachable */
  async resource(type: GroupVersionKind): Promise<ApiResource> {
    const { apiVersion, kind } = type;
    const known = this.#groups.get(apiVersion) ?? this.#load(apiVersion);
    this.#groups.set(apiVersion, known);
    const found = (await known.catch((thrown: unknown) => this.#forget(apiVersion, thrown))).get(kind);
    if (found === undefined) {
      this.#groups.delete(apiVersion);
      throw new UnknownTypeError(type);
    }
    return found;
  }

  #forget(apiVersion: string, thrown: unknown): ReadonlyMap<string, ApiResource> {
    this.#groups.delete(apiVersion);
    if (thrown instanceof ApiError && thrown.notFound) {
      return new Map();
    }
    throw thrown;
  }

  async #load(apiVersion: string): Promise<ReadonlyMap<string, ApiResource>> {
    const body = await this.#client.send({ method: "GET", path: groupPath(apiVersion) });
    const resources = listAt(body, "resources").filter((item) => !textAt(item, "name").includes("/"));
    return new Map(
      resources.map((item) => [
        textAt(item, "kind"),
        { plural: textAt(item, "name"), namespaced: fieldAt(item, "namespaced") === true },
      ]),
    );
  }
}

export function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
