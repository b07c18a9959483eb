import type { Plan } from "../plan";

type Annotations = Readonly<Record<string, string>>;

/** The name of the volume with data in the pods that have one. */
const dataVolume = "data";

/** What tells Velero to take the data volume of a pod along; none where the configuration does not ask for it. */
export function veleroVolume({ velero }: Pick<Plan, "velero">): Annotations {
  return velero.enabled ? { "backup.velero.io/backup-volumes": dataVolume } : {};
}

/**
 * The same for Postgres, whose files on a volume are of one moment only if it is asked: a dump beside
 * them, made before and gone after, is.
 *
 * @param dataFolder where the volume is mounted
 */
export function veleroDump(
  plan: Pick<Plan, "velero">,
  {
    container,
    dataFolder,
    role,
  }: { readonly container: string; readonly dataFolder: string; readonly role: string },
): Annotations {
  const dump = `${dataFolder}/velero.sql.gz`;
  const commands = {
    pre: ["bash", "-c", `set -eo pipefail; pg_dumpall -U ${role} | gzip > ${dump}`],
    post: ["rm", "-f", dump],
  };
  const hooks = Object.entries(commands).flatMap(([when, command]) => [
    [`${when}.hook.backup.velero.io/container`, container],
    [`${when}.hook.backup.velero.io/command`, JSON.stringify(command)],
    [`${when}.hook.backup.velero.io/timeout`, `${plan.velero.timeoutMinutes}m`],
  ]);
  return plan.velero.enabled ? { ...veleroVolume(plan), ...Object.fromEntries(hooks) } : {};
}
