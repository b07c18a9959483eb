import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/** Where the API server is, and as whom it is asked. */
export interface ApiAccess {
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

export interface ObjectSource<T extends Named> {
  readonly access: ApiAccess;
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
const eventSchema = z.object({ type: z.string(), object: z.unknown() });

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
    let body = "";
    for await (const part of await this.#ask("", signal)) {
      body += String(part);
    }
    const { metadata, items } = listSchema.parse(JSON.parse(body));
    this.#objects.clear();
    items.forEach((item) => this.#keep(item));
    this.#known = true;
    this.onChange();
    const events = await this.#ask(`?watch=true&resourceVersion=${metadata.resourceVersion}`, signal);
    for await (const line of linesOf(events)) {
      const { type, object } = eventSchema.parse(JSON.parse(line));
      if (type === "ERROR") {
        return;
      }
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

  #ask(query: string, signal?: AbortSignal): Promise<IncomingMessage> {
    const { access, path } = this.source;
    const options = { ...access, path: `${path}${query}`, agent: false, ...(signal && { signal }) };
    return new Promise((resolve, reject) => {
      const asked = request(options, (response) =>
        response.statusCode === 200
          ? resolve(response)
          : reject(new Error(`${path}: ${response.statusCode ?? 0}`)),
      );
      asked.once("error", reject).end();
    });
  }
}

function keyOf({ metadata: { name, namespace } }: Named): string {
  return `${namespace}/${name}`;
}

/** The lines of an answer as they come. */
async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  for await (const part of answer.setEncoding("utf8")) {
    const lines = `${rest}${String(part)}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
