import type { DescribedStep } from "../described-step";

/** What a reviewer has to know of an update to another release of OpenOps; undefined where it is none. */
export function upgradeSentence(steps: readonly DescribedStep[]): string | undefined {
  const field = steps
    .filter(({ component }) => component === "app")
    .flatMap(({ fields }) => fields)
    .find(({ path }) => path.includes("containers[app].env[OPS_VERSION]"));
  return field === undefined
    ? undefined
    : `**Upgrade:** OpenOps goes from ${String(field.before)} to ${String(field.after)}. Migrations run when the new ` +
        "pods start, and do not run backwards: have a backup from right before it.";
}
