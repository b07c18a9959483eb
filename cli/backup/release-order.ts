import { setCommand } from "../../components/values/fault";
import { isNewer } from "../../components/values/releases";
import { CommandError } from "../errors";
import type { Manifest } from "./manifest";

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
