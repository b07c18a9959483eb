import { changeReport, type ChangeReport } from "../../cli/change-report/markdown";
import { plannedSteps, type EngineStep } from "../../cli/change-report/planned-step";

/** The URN of a resource below a component. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::openops::openops:services:App$${type}::${name}`;
}

interface StepParts {
  readonly type?: string;
  readonly name?: string;
  readonly before?: object | undefined;
  readonly after?: object | undefined;
  readonly protect?: readonly [before: boolean, after: boolean];
  readonly paths?: readonly string[];
}

/** A step as the engine reports it. */
export function engineStep(
  op: string,
  { type = "kubernetes:core/v1:ConfigMap", name = "thing", ...sides }: StepParts = {},
): EngineStep {
  const [protectBefore, protectAfter] = sides.protect ?? [false, false];
  return {
    op,
    urn: urnOf(type, name),
    before: sides.before === undefined ? undefined : { inputs: sides.before, protect: protectBefore },
    after: sides.after === undefined ? undefined : { inputs: sides.after, protect: protectAfter },
    paths: sides.paths ?? [],
  };
}

const order = ["database", "cache", "tables", "app", "gateway"];

/** The report of steps of the stack dev. */
export function reportOf(...steps: readonly EngineStep[]): ChangeReport {
  return changeReport({ stack: "dev", steps: plannedSteps(steps), order });
}
