import { randomBytes } from "node:crypto";
import { z } from "zod";
import { CommandError } from "../../errors";
import { contentOf, expectStatus } from "./answers";
import { send, type Answer, type Sending } from "./entrance";
import { answerOf, flowOf, type FlowBlocks, type FlowKind } from "./flow-definitions";
import type { SignedIn } from "./session-checks";

/** How long publishing or running a flow may take: where there is little CPU, runs take 10 seconds, one by one. */
const usualRunMs = 60_000;

const idSchema = z.object({ id: z.string() });
const importedSchema = z.object({ version: z.object({ valid: z.boolean() }) });
const publishedSchema = z.object({ status: z.string() });
const answeredSchema = z.object({ answer: z.coerce.string() });
const blockSchema = z.object({
  version: z.string(),
  triggers: z.record(z.string(), z.unknown()).default({}),
});
const listSchema = z.object({
  data: z.array(z.object({ id: z.string(), version: z.object({ displayName: z.string() }) })),
});
const runsSchema = z.object({ data: z.array(z.object({ id: z.string(), status: z.string() })) });
const runSchema = z.object({
  steps: z
    .record(z.string(), z.object({ errorMessage: z.unknown().optional() }))
    .nullish()
    .transform((steps) => steps ?? {}),
});

/** Flows that are made, called and removed again, to see whether flows run. */
export class SmokeFlows {
  /** Each flow's name begins so, and whoever finds one knows what it was. */
  readonly name = `npm run smoke ${randomBytes(4).toString("hex")}`;
  readonly #made = new Set<string>();

  constructor(
    private readonly signedIn: SignedIn,
    private readonly runMs = usualRunMs,
  ) {}

  /**
   * Makes a flow, calls its webhook and holds to what it answers.
   *
   * @returns what to say of it
   * @throws CommandError with what failed, and why
   */
  async run(kind: FlowKind): Promise<string> {
    const id = await this.#publish(kind);
    const path = `/api/v1/webhooks/${id}/sync`;
    const called = { method: "POST", path, content: {}, timeoutMs: this.runMs } as const;
    const answer = await this.#ask("its webhook", called).catch(async (error: unknown) => {
      throw error instanceof CommandError
        ? new CommandError(`${error.message}${await this.#wordsOfRun(id)}`)
        : error;
    });
    const found = contentOf(answeredSchema, answer).answer;
    if (found !== answerOf(kind)) {
      throw new CommandError(`its webhook: answered ${found} instead of ${answerOf(kind)}`);
    }
    return `a flow that was made for it answers ${found}`;
  }

  /**
   * Removes every flow that was made, also one of which the app did not get to say so.
   *
   * @returns what to say of it
   * @throws CommandError with what may be left
   */
  async remove(): Promise<string> {
    const faults: string[] = [];
    const note = (error: unknown): readonly string[] => {
      if (!(error instanceof CommandError)) {
        throw error;
      }
      faults.push(error.message);
      return [];
    };
    const ids = new Set([...this.#made, ...(await this.#listed().catch(note))]);
    for (const id of ids) {
      await this.#ask(`flow ${id}`, { method: "DELETE", path: `/api/v1/flows/${id}` }, 204).catch(note);
    }
    if (faults.length > 0) {
      throw new CommandError(
        `remove flows whose name begins with "${this.name}" by hand: ${faults.join("; ")}`,
      );
    }
    return `${ids.size} flows removed`;
  }

  async #listed(): Promise<readonly string[]> {
    const query = new URLSearchParams({ name: this.name, limit: "100" }).toString();
    const { data } = contentOf(listSchema, await this.#ask("their list", { path: `/api/v1/flows?${query}` }));
    return data.filter(({ version }) => version.displayName.startsWith(this.name)).map(({ id }) => id);
  }

  async #publish(kind: FlowKind): Promise<string> {
    const displayName = `${this.name}: ${kind}`;
    const blocks = await this.#blocks();
    const created = await this.#ask("a new flow", this.#post("/api/v1/flows", { displayName }), 201);
    const { id } = contentOf(idSchema, created);
    this.#made.add(id);
    const change = (stage: string, type: string, request: object) =>
      this.#ask(stage, this.#post(`/api/v1/flows/${id}`, { type, request }));
    const content = { displayName, description: "", trigger: flowOf(kind, blocks), connections: [] };
    const imported = await change("the import of the flow", "IMPORT_FLOW", content);
    if (!contentOf(importedSchema, imported).version.valid) {
      throw new CommandError("the import of the flow: the app finds a step of it invalid");
    }
    const published = await change("its publication", "LOCK_AND_PUBLISH", {});
    const { status } = contentOf(publishedSchema, published);
    if (status !== "ENABLED") {
      throw new CommandError(`its publication: the flow is ${status} instead of ENABLED`);
    }
    return id;
  }

  /** The blocks as this release has them: their versions change, and flows name them. */
  async #blocks(): Promise<FlowBlocks> {
    const of = async (name: string) => ({
      name,
      ...contentOf(blockSchema, await this.#ask(`the block ${name}`, { path: `/api/v1/blocks/${name}` })),
    });
    const [webhook, http] = [await of("@openops/block-webhook"), await of("@openops/block-http")];
    const [trigger = ""] = Object.keys(webhook.triggers);
    return { webhook: { ...webhook, trigger }, http };
  }

  /** Why the last run of a flow failed, as far as the app tells. */
  async #wordsOfRun(id: string): Promise<string> {
    try {
      const runs = await this.#ask("its run", { path: `/api/v1/flow-runs?flowId=${id}&limit=1` });
      const [run] = contentOf(runsSchema, runs).data;
      if (run === undefined) {
        return "; it has no run";
      }
      const { steps } = contentOf(
        runSchema,
        await this.#ask("its run", { path: `/api/v1/flow-runs/${run.id}` }),
      );
      const reasons = Object.entries(steps).flatMap(([name, { errorMessage }]) =>
        errorMessage === undefined || errorMessage === null
          ? []
          : [`, ${name}: ${typeof errorMessage === "string" ? errorMessage : JSON.stringify(errorMessage)}`],
      );
      return `; its run is ${run.status}${reasons.join("")}`;
    } catch (error) {
      if (error instanceof CommandError) {
        return "";
      }
      throw error;
    }
  }

  #post(path: string, content: object): Sending {
    return { method: "POST", path, content, timeoutMs: this.runMs };
  }

  async #ask(stage: string, sending: Sending, good = 200): Promise<Answer> {
    const { entrance, session } = this.signedIn;
    try {
      return expectStatus(await send(entrance, { ...sending, headers: session.headers }), good);
    } catch (error) {
      throw error instanceof CommandError ? new CommandError(`${stage}: ${error.message}`) : error;
    }
  }
}
