import { execFileSync } from "node:child_process";
import { ensureRivals, ensureTools, findCluster, resetCluster } from "../sandbox";
import { CommandError } from "../cli/errors";
import { report } from "../cli/terminal/print";
import type { BenchCheckout } from "./bench-checkout";
import type { Workshop } from "./candidates";

/** Starts the benchmark's cluster, and makes available what candidates run with. */
export async function openWorkshop(checkout: BenchCheckout): Promise<Workshop> {
  const root = checkout.folder;
  const tools = await ensureTools({ root, report });
  const rivals = await ensureRivals({ root, report });
  // The copy's own command starts it, so that no candidate has to compile the copy first.
  const [program, ...args] = checkout.command("sandbox", "start");
  execFileSync(program, args, { stdio: "ignore" });
  const cluster = await findCluster({ root, folder: checkout.clusterFolder });
  if (cluster === undefined) {
    throw new CommandError("The benchmark's cluster did not start; npm run sandbox -- start says why.");
  }
  return { checkout, tools, rivals, cluster };
}

/** Deletes the benchmark's cluster with all that is in it. */
export function resetWorkshop(checkout: BenchCheckout): Promise<void> {
  return resetCluster({ root: checkout.folder, folder: checkout.clusterFolder, report });
}
