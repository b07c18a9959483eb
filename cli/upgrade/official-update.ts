import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { CheckedStack } from "../checked-stack";
import { officialCluster } from "../cluster-access/stack-cluster";
import { CommandError } from "../errors";
import {
  chosenArgs,
  prepareOfficial,
  runOfficial,
  takeOverOf,
  type OfficialArgs,
} from "../official/official-stack";
import { operatePulumi } from "../official/official-pulumi";
import { agree } from "../terminal/confirmation";
import { print, report } from "../terminal/print";
import { clusterSteps } from "./cluster-steps";
import { plannedUpgrade, upgradeText } from "./planned-upgrade";
import { withRelease } from "./previous-release";
import { officialRelease } from "./recorded-release";
import { Upgrade } from "./upgrade";
import { wayBack } from "./rollback-advice";

interface UpdateArgs extends OfficialArgs {
  readonly checked: CheckedStack;
  readonly withoutBackup: boolean;
}

/**
 * Updates a stack by the user's own Pulumi, as an upgrade where its release changes.
 *
 * @returns Pulumi's exit code
 * @throws CommandError where an upgrade fails, or Pulumi cannot be used
 */
export async function updateOfficial(args: UpdateArgs): Promise<number> {
  const { root, file, context, checked, withoutBackup } = args;
  await prepareOfficial(args);
  const recorded = await officialRelease(root, file.stack);
  const upgrade = plannedUpgrade(checked.config, recorded, { withoutBackup });
  if (upgrade === undefined) {
    return runOfficial("up", args);
  }
  print(`${upgradeText(upgrade)}\n`);
  if (args.chosen.yes !== true) {
    const command = ["preview", "--stack", file.stack, ...chosenArgs(args)];
    const code = await operatePulumi(root, command, takeOverOf(args));
    if (code !== 0) {
      return code;
    }
    await agree(`${upgrade.backup ? "Take the backup and upgrade" : "Upgrade"}? (yes/no) `);
  }
  const steps = {
    ...clusterSteps({ checked, cluster: officialCluster(context), upgrade, report }),
    update: (release: "planned" | "previous") =>
      release === "planned"
        ? updateOnce(args)
        : withPrevious(args, stringify(withRelease(file, upgrade.from).content)),
  };
  const back = (backup: string | undefined): readonly string[] =>
    wayBack({ checked, context, upgrade }, backup);
  await new Upgrade({ upgrade, steps, wayBack: back, report }).run();
  return 0;
}

/** The file of the stack stays as its owner wrote it; this run alone has another. */
async function withPrevious(args: UpdateArgs, content: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "openops-previous-"));
  const path = join(folder, args.file.name);
  writeFileSync(path, content, { mode: 0o600 });
  await updateOnce(args, ["--config-file", path]).finally(() => rmSync(folder, { recursive: true }));
}

async function updateOnce(args: UpdateArgs, more: readonly string[] = []): Promise<void> {
  const { root, file } = args;
  // With --yes nothing was planned yet, and a broken rule has to be found before anything is changed.
  const planned = args.policies === undefined || args.chosen.yes !== true ? ["--skip-preview"] : [];
  const command = ["up", "--stack", file.stack, "--yes", ...planned, ...more, ...chosenArgs(args)];
  const code = await operatePulumi(root, command, takeOverOf(args));
  if (code !== 0) {
    throw new CommandError(`The update of stack ${file.stack} did not finish (see above).`);
  }
}
