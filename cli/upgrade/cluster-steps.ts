import { z } from "zod";
import { backupNames } from "../../components/plan/names";
import { backupNow } from "../backup/backup-now";
import { runJob } from "../backup/job-run";
import type { CheckedStack } from "../checked-stack";
import type { StackCluster } from "../cluster-access/stack-cluster";
import { migrationsIn, type Migrations } from "./migrations";
import type { PlannedUpgrade } from "./planned-upgrade";
import { unreadyDeployments } from "./rollouts";
import type { UpgradeSteps } from "./upgrade";
import { KeptNote } from "./upgrade-note";

interface ClusterArgs {
  readonly checked: CheckedStack;
  readonly cluster: StackCluster;
  readonly upgrade: PlannedUpgrade;
  readonly report: (line: string) => void;
}

/** The steps of an upgrade in the cluster, whichever engine updates the stack. */
export function clusterSteps(args: ClusterArgs): Omit<UpgradeSteps, "update"> {
  const { checked, cluster, upgrade, report } = args;
  const { namespace } = checked;
  const { kubectl } = cluster;
  const note = new KeptNote(kubectl, namespace);
  return {
    note: { read: () => note.read(), write: (kept) => note.write(kept) },
    backup: async () => {
      const id = (await backupNow({ checked, cluster, report }))?.id;
      if (id !== undefined) {
        report(`Backup ${id} is complete.`);
      }
      return id;
    },
    migrations: () => readMigrations(args),
    unready: () => unreadyDeployments({ kubectl, namespace, upgrade }),
  };
}

/** The pods of backups reach every kind of database; without them nothing in the cluster may sign in to all. */
async function readMigrations({ checked, cluster, report }: ClusterArgs): Promise<Migrations | undefined> {
  const { namespace } = checked;
  const { kubectl, played } = cluster;
  const cronJob = backupNames.restore;
  if ((await kubectl.read(z.looseObject({}), ["cronjob", cronJob, "--namespace", namespace])) === undefined) {
    return undefined;
  }
  report("Looking which migrations have run …");
  const place = { kubectl, namespace, played, report };
  return migrationsIn(await runJob({ cronJob, variables: { STEP: "migrations" } }, place));
}
