// The app's flows, kept where every pod of it finds them: made, imported, published, called by their webhooks, removed.
const { randomBytes } = require("node:crypto");

const key = (id) => `flow:${id}`;

/** The steps of a flow, the trigger first. */
function stepsOf(step) {
  return step ? [step, ...stepsOf(step.nextAction)] : [];
}

/** Whether every step is one that OpenOps runs, and names the version of its block. */
function isValid(steps) {
  return steps.every(({ type, settings }) =>
    type === "CODE"
      ? settings.sourceCode.code.includes("export const code")
      : /^\d+\.\d+\.\d+$/.test(settings?.blockVersion ?? ""),
  );
}

exports.Flows = class Flows {
  constructor(redis, runFlow) {
    this.redis = redis;
    this.runFlow = runFlow;
  }

  async #read(id) {
    return JSON.parse((await this.redis.get(key(id))) ?? "null");
  }

  async #write(flow) {
    await this.redis.set(key(flow.id), JSON.stringify(flow));
    return flow;
  }

  async create({ displayName }) {
    const id = randomBytes(11).toString("hex").slice(0, 21);
    return { status: 201, body: await this.#write({ id, status: "DISABLED", version: { displayName } }) };
  }

  async change(id, { type, request }) {
    const flow = await this.#read(id);
    if (flow === null) {
      return { status: 404, body: { code: "ENTITY_NOT_FOUND" } };
    }
    if (type === "IMPORT_FLOW") {
      const { displayName, trigger } = request;
      const valid = isValid(stepsOf(trigger));
      return { status: 200, body: await this.#write({ ...flow, version: { displayName, trigger, valid } }) };
    }
    return type === "LOCK_AND_PUBLISH"
      ? { status: 200, body: await this.#write({ ...flow, status: "ENABLED" }) }
      : { status: 400, body: { code: "VALIDATION" } };
  }

  async list({ name = "" }) {
    const keys = await this.redis.keys(key("*"));
    const flows = await Promise.all(keys.map(async (found) => JSON.parse(await this.redis.get(found))));
    const data = flows.filter(({ version }) =>
      version.displayName.toLowerCase().includes(name.toLowerCase()),
    );
    return { status: 200, body: { data } };
  }

  async remove(id) {
    return (await this.redis.del(key(id))) === 1 ? { status: 204 } : { status: 404, body: {} };
  }

  /** The last run of a flow; none where it has succeeded. */
  async runs({ flowId }) {
    const { run } = (await this.#read(flowId)) ?? {};
    return { status: 200, body: { data: run === undefined ? [] : [{ id: flowId, ...run }] } };
  }

  async run(id) {
    const { run } = (await this.#read(id)) ?? {};
    return run === undefined ? { status: 404, body: {} } : { status: 200, body: { id, ...run } };
  }

  /** Runs a flow and answers with what it returns; undefined where there is no such flow. */
  async call(id) {
    const flow = await this.#read(id);
    if (flow === null) {
      return undefined;
    }
    if (flow.status !== "ENABLED") {
      return { status: 404, body: { message: "Flow is not enabled or has no published version" } };
    }
    const [, first, ...others] = stepsOf(flow.version.trigger);
    const [answering = first] = others;
    const code = first.type === "CODE";
    const { status, result } = await this.runFlow({ milliseconds: 0, code });
    if (status !== 200) {
      await this.#write({
        ...flow,
        run: { status: "FAILED", steps: { [first.name]: { errorMessage: result.error } } },
      });
      return { status: 500, body: { message: "The flow has failed and there is no response returned" } };
    }
    const { answer } = answering.settings.input.body.data;
    return { status: 200, body: { answer: answer === `{{${first.name}}}` ? result.code : answer } };
  }
};
