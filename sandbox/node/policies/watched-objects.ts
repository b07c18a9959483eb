import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ApiClient } from "../../kubernetes-api/api-client";

interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

export interface ObjectSource<T extends Named> {
  readonly client: ApiClient;
  /** The path of a collection: `/api/v1/pods`. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** How long to wait before an API server that did not answer is asked again. @default 1000 */
  readonly retryMs?: number;
}

const usualRetryMs = 1000;
const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  items: z.array(z.unknown()),
});

/** Keeps all objects of one kind as they are in the cluster. */
export class WatchedObjects<T extends Named> {
  readonly #objects = new Map<string, T>();
  #known = false;

  constructor(
    private readonly source: ObjectSource<T>,
    /** Called after every change. */
    private readonly onChange: () => void,
  ) {}

  /** The objects; undefined before they were listed for the first time. */
  get all(): readonly T[] | undefined {
    return this.#known ? [...this.#objects.values()] : undefined;
  }

  /** Watches until a signal, or for as long as the process lives; an API server that does not answer is asked again. */
  async watch(signal?: AbortSignal): Promise<void> {
    while (signal?.aborted !== true) {
      await this.#follow(signal).catch(() => sleep(this.source.retryMs ?? usualRetryMs));
    }
  }

  /** Lists the objects and follows their changes until the API server ends the answer. */
  async #follow(signal?: AbortSignal): Promise<void> {
    const { client, path } = this.source;
    const { metadata, items } = listSchema.parse(await client.send({ path, signal }));
    this.#objects.clear();
    items.forEach((item) => this.#keep(item));
    this.#known = true;
    this.onChange();
    const query = { resourceVersion: metadata.resourceVersion };
    for await (const { type, object } of client.watch({ path, query, signal })) {
      if (type === "DELETED") {
        this.#objects.delete(keyOf(this.source.schema.parse(object)));
      } else {
        this.#keep(object);
      }
      this.onChange();
    }
  }

  #keep(object: unknown): void {
    const parsed = this.source.schema.parse(object);
    this.#objects.set(keyOf(parsed), parsed);
  }
}

function keyOf({ metadata: { name, namespace } }: Named): string {
  return `${namespace}/${name}`;
}
