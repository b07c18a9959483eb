import type { EngineEvent, OpType, OutputMap, StepEventMetadata } from "@pulumi/pulumi/automation";
import { isMarked } from "./secret-marks";
import { kindOf, nameOf, typeOf } from "./resource-names";

type PolicyEvent = NonNullable<EngineEvent["policyEvent"]>;

/** What an operation did or would do. */
export interface EngineResult {
  /** Number of resources by operation, `same` among them. */
  readonly changes: Readonly<Record<string, number>>;
  /** Messages of failures, each with the resource it belongs to. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** The stack's outputs; values of secrets are left out. */
  readonly outputs: OutputMap;
}

const verbs: Partial<Readonly<Record<OpType, { readonly now: string; readonly done: string }>>> = {
  create: { now: "create", done: "created" },
  update: { now: "update", done: "updated" },
  delete: { now: "delete", done: "deleted" },
  // A replacement is a creation and a deletion; the engine's step between them does nothing.
  "create-replacement": { now: "replace", done: "replaced" },
  "delete-replaced": { now: "remove old", done: "removed old" },
  import: { now: "import", done: "imported" },
};

/** So many changed properties are named at a preview. */
const namedProperties = 3;

/** After this long a resource that is waited for says what it waits for. */
const patienceMs = 5000;

interface ProgressOptions {
  readonly print: (line: string) => void;
  /** Whether the operation only shows what it would do. */
  readonly preview: boolean;
  /** Adds to a text where in the stack's file the configuration paths in it are set. */
  readonly located?: (text: string) => string;
}

/** Shows the engine's events as one line for each resource, and keeps what a summary needs. */
export class EngineProgress {
  private readonly startedMs = new Map<string, number>();
  private readonly lastStatus = new Map<string, string>();
  /** A set, since the engine reports some failures twice. */
  private readonly errors = new Set<string>();
  private readonly warnings = new Set<string>();
  private changes: Readonly<Record<string, number>> = {};
  private outputs: OutputMap = {};

  constructor(private readonly options: ProgressOptions) {}

  /** Takes one event of the engine. */
  readonly take = (event: EngineEvent): void => {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, summaryEvent } = event;
    if (resourcePreEvent !== undefined) {
      this.started(resourcePreEvent.metadata);
    }
    if (resOutputsEvent !== undefined) {
      this.finished(resOutputsEvent.metadata);
    }
    if (resOpFailedEvent !== undefined) {
      this.failed(resOpFailedEvent.metadata);
    }
    if (diagnosticEvent !== undefined) {
      this.diagnosed(diagnosticEvent);
    }
    if (event.policyEvent !== undefined) {
      this.violated(event.policyEvent);
    }
    if (summaryEvent !== undefined) {
      this.changes = { ...summaryEvent.resourceChanges };
    }
  };

  /** What has happened so far. */
  result(): EngineResult {
    const { changes, errors, warnings, outputs } = this;
    return { changes, errors: [...errors], warnings: [...warnings], outputs };
  }

  private started(step: StepEventMetadata): void {
    const { urn, op, type } = step;
    this.startedMs.set(urn, Date.now());
    if (this.options.preview) {
      this.printStep(verbs[op]?.now, { urn, type, note: changedProperties(step) });
    }
  }

  private finished({ urn, op, type, new: state }: StepEventMetadata): void {
    if (type === "pulumi:pulumi:Stack") {
      this.outputs = outputsOf(state?.outputs ?? {});
    }
    if (!this.options.preview) {
      this.printStep(verbs[op]?.done, { urn, type, note: this.duration(urn) });
    }
    this.startedMs.delete(urn);
  }

  private failed({ urn, type }: StepEventMetadata): void {
    this.printStep("FAILED", { urn, type, note: this.duration(urn) });
    this.startedMs.delete(urn);
  }

  private duration(urn: string): string {
    return `${((Date.now() - (this.startedMs.get(urn) ?? Date.now())) / 1000).toFixed(1)} s`;
  }

  /** Components and providers have no objects of their own, so they get no line. */
  private printStep(
    verb: string | undefined,
    { urn, type, note = "" }: { readonly urn: string; readonly type: string; readonly note?: string },
  ): void {
    if (verb !== undefined && !/^(openops|pulumi):/.test(type)) {
      const line = `  ${verb.padEnd(12)} ${kindOf(type).padEnd(22)} ${nameOf(urn).padEnd(28)} ${note}`;
      this.options.print(line.trimEnd());
    }
  }

  private diagnosed({
    urn = "",
    message,
    severity,
    ephemeral,
  }: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    const text = withoutColours(message).trim();
    const subject = urn === "" || urn.includes("pulumi:pulumi:Stack::") ? "" : `${nameOf(urn)}: `;
    if (ephemeral === true) {
      this.waiting(urn, text);
    } else if (severity === "error") {
      this.errors.add(`${subject}${text.replaceAll("\t", "  ")}`);
    } else if (severity === "warning") {
      this.warnings.add(`${subject}${text}`);
    }
  }

  /** A rule that is broken; a mandatory one ends the operation. */
  private violated({ resourceUrn = "", policyName, message, enforcementLevel }: PolicyEvent): void {
    const { located = (text: string) => text } = this.options;
    // The engine puts the rule's description before what the rule itself reports.
    const reported = withoutColours(message).trim().split("\n").at(-1) ?? "";
    const text = `${policyName}: ${kindOf(typeOf(resourceUrn))} ${nameOf(resourceUrn)}: ${located(reported)}`;
    (enforcementLevel === "mandatory" ? this.errors : this.warnings).add(text);
  }

  private waiting(urn: string, text: string): void {
    const sinceMs = Date.now() - (this.startedMs.get(urn) ?? Date.now());
    if (text !== "" && sinceMs >= patienceMs && this.lastStatus.get(urn) !== text) {
      this.lastStatus.set(urn, text);
      this.options.print(`  waiting      ${nameOf(urn)}: ${text}`);
    }
  }
}

function outputsOf(told: Readonly<Record<string, unknown>>): OutputMap {
  return Object.fromEntries(
    Object.entries(told).map(([name, value]) => {
      const secret = isMarked(value);
      return [name, { value: secret ? undefined : value, secret }];
    }),
  );
}

/** What differs at a step, without values: a value may be a secret. */
function changedProperties({ op, detailedDiff, diffs }: StepEventMetadata): string {
  if (op !== "update" && op !== "create-replacement") {
    return "";
  }
  const paths = Object.keys(detailedDiff ?? {});
  const names = paths.length === 0 ? (diffs ?? []) : paths;
  const rest = names.length - namedProperties;
  return [...names.slice(0, namedProperties), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

/** The engine marks colours as `<{%fg 1%}>`, and terminals as escape sequences. */
function withoutColours(text: string): string {
  return text.replace(/<\{%.*?%\}>|\u001b\[[0-9;]*m/g, "");
}
