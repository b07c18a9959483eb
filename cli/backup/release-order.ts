import { CommandError } from "../command-error";
import { setCommand } from "../../components/model/fault";
import type { Manifest } from "./manifest";

/** The numbers of a release; undefined for a commit or a tag that moves. */
function numbersOf(version: string): readonly number[] | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return found?.slice(1).map(Number);
}

/** Whether a release comes after another; unknown orders count as no. */
export function isNewer(version: string, than: string): boolean {
  const [newer, older] = [numbersOf(version), numbersOf(than)];
  if (newer === undefined || older === undefined) {
    return false;
  }
  const difference = newer.map((part, index) => part - (older[index] ?? 0)).find((step) => step !== 0) ?? 0;
  return difference > 0;
}

/**
 * A release migrates an older one's data, and no data back.
 *
 * @throws CommandError where a backup is of a newer release than the stack has
 */
export function refuseNewerRelease({ id, openops }: Manifest, version: string): void {
  if (isNewer(openops, version)) {
    throw new CommandError(
      `Backup ${id} was made by OpenOps ${openops}, and the stack has ${version}, which cannot read newer data. ` +
        `Nothing was changed. Upgrade first: ${setCommand("version", openops)}, then pulumi up`,
    );
  }
}
