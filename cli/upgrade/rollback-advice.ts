import type { CheckedStack } from "../checked-stack";
import { configurationBack, type PlannedUpgrade } from "./planned-upgrade";

interface WayBackArgs {
  readonly checked: CheckedStack;
  readonly context: string | undefined;
  readonly upgrade: PlannedUpgrade;
}

/**
 * The commands that take a stack back to the release and the data from before an upgrade. The services
 * stay stopped until their images are the old ones, or they would migrate what was restored.
 */
export function wayBack({ checked, context, upgrade }: WayBackArgs, backup = "ID"): readonly string[] {
  const { file, config } = checked;
  const where = `--stack ${file.stack}`;
  const there = `${where}${context === undefined ? "" : ` --context ${context}`}`;
  return [
    ...configurationBack(upgrade, config).map((command) => `${command} ${where}`),
    `npm run restore -- ${there} --from ${backup} --stay-stopped`,
    `npm run up -- ${there} --refresh`,
    `npm run restore -- ${there} --start`,
  ];
}
