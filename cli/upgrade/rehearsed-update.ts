import type { CheckedStack } from "../checked-stack";
import { rehearsedCluster } from "../cluster-access/stack-cluster";
import { CommandError } from "../errors";
import { previewUpdate, update, type UpdateArgs } from "../rehearsal/operation";
import { prepareRehearsal } from "../rehearsal/workspace";
import type { EngineResult } from "../terminal/engine-progress";
import { report } from "../terminal/print";
import { clusterSteps } from "./cluster-steps";
import { upgradeText, type PlannedUpgrade } from "./planned-upgrade";
import { withRelease } from "./previous-release";
import { Upgrade, type UpgradeSteps } from "./upgrade";
import { wayBack } from "./rollback-advice";

interface RehearsedArgs {
  readonly operation: UpdateArgs;
  readonly checked: CheckedStack;
  readonly upgrade: PlannedUpgrade;
  readonly secrets: "show" | "mask";
}

/** Takes a stack in the sandbox to another release. */
export async function upgradeRehearsed(
  { operation, checked, upgrade, secrets }: RehearsedArgs,
  replaced: Partial<UpgradeSteps> = {},
): Promise<EngineResult> {
  const results: EngineResult[] = [];
  const { paths, file } = operation;
  // What does not fit the cluster is refused before a backup is begun.
  await previewUpdate({ ...operation, print: () => undefined });
  operation.print(`${upgradeText(upgrade)}\n`);
  const cluster = rehearsedCluster(operation.rehearsal);
  const steps: UpgradeSteps = {
    ...clusterSteps({ checked, cluster, upgrade, report }),
    update: async (release) => {
      if (release === "planned") {
        results.push(await update(operation, secrets));
        return;
      }
      const previous = withRelease(file, upgrade.from);
      const rehearsal = await prepareRehearsal({ paths, file: previous, report });
      await update({ ...operation, rehearsal, file: previous }, "mask");
    },
    ...replaced,
  };
  const back = (backup: string | undefined): readonly string[] =>
    wayBack({ checked, context: undefined, upgrade }, backup);
  await new Upgrade({ upgrade, steps, wayBack: back, report }).run();
  const [result] = results;
  if (result === undefined) {
    throw new CommandError("The update ended without a result.");
  }
  return result;
}
