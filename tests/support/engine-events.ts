import { changeReport, type ChangeReport } from "../../cli/change-report/markdown";
import { plannedSteps, type ToldStep } from "../../cli/change-report/planned-step";

/** The URN of a resource below a component. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::openops::openops:services:App$${type}::${name}`;
}

interface Told {
  readonly type?: string;
  readonly name?: string;
  readonly before?: object | undefined;
  readonly after?: object | undefined;
  readonly protect?: readonly [before: boolean, after: boolean];
  readonly paths?: readonly string[];
}

/** A step as the engine tells it. */
export function told(
  op: string,
  { type = "kubernetes:core/v1:ConfigMap", name = "thing", ...sides }: Told = {},
): ToldStep {
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
export function reportOf(...steps: readonly ToldStep[]): ChangeReport {
  return changeReport({ stack: "dev", steps: plannedSteps(steps), order });
}
