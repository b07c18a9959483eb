import { randomBytes } from "node:crypto";

/** A program that steps of flows run. */
interface Block {
  /** For instance `@openops/block-http`. */
  readonly name: string;
  readonly version: string;
}

/** The blocks that the flows are made of. */
export interface FlowBlocks {
  readonly webhook: Block & { readonly trigger: string };
  readonly http: Block;
}

/** A flow that answers at once, and one whose answer a Code step works out. */
export type FlowKind = "webhook" | "code";

/** What a flow answers where all is well. */
export function answerOf(kind: FlowKind): string {
  return kind === "webhook" ? "smoke" : "42";
}

/**
 * The trigger of a flow with the steps after it, in the form in which OpenOps' app imports flows: read in its
 * sources of 0.6.25 and of its main branch of 2026-08.
 */
export function flowOf(kind: FlowKind, { webhook, http }: FlowBlocks): object {
  return {
    ...step("trigger", "Webhook"),
    type: "TRIGGER",
    settings: {
      ...official(webhook),
      triggerName: webhook.trigger,
      input: { authType: "none", authFields: {} },
    },
    nextAction:
      kind === "webhook"
        ? answering("step_1", answerOf(kind), http)
        : {
            ...step("step_1", "Code"),
            type: "CODE",
            settings: {
              sourceCode: { packageJson: "{}", code: "export const code = async () => 6 * 7;" },
              input: {},
              inputUiInfo: {},
            },
            nextAction: answering("step_2", "{{step_1}}", http),
          },
  };
}

function answering(name: string, answer: string, http: Block): object {
  return {
    ...step(name, "Return Response"),
    type: "BLOCK",
    settings: {
      ...official(http),
      actionName: "return_response",
      input: { status: 200, headers: {}, body_type: "json", body: { data: { answer } } },
    },
  };
}

/** What every step has; ids of OpenOps are 21 characters long. */
function step(name: string, displayName: string) {
  return { id: randomBytes(11).toString("hex").slice(0, 21), name, displayName, valid: true };
}

function official({ name, version }: Block) {
  return {
    blockName: name,
    blockVersion: version,
    blockType: "OFFICIAL",
    packageType: "REGISTRY",
    inputUiInfo: {},
  };
}
