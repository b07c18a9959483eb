import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { storeNames } from "../../components/plan/names";
import { declaredStores } from "../../components/sources/store-profiles";
import type { StackConfig } from "../../components/stack/stack-config";
import type { Kubectl } from "../cluster-access/kubectl";
import { CommandError } from "../errors";

interface SnapshotArgs {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly config: StackConfig;
  /** What tells the snapshots of one time from those of another, in lower case. */
  readonly suffix: string;
  readonly report: (line: string) => void;
}

const snapshotSchema = z.object({
  status: z
    .object({
      readyToUse: z.boolean().optional(),
      error: z.object({ message: z.string().optional() }).optional(),
    })
    .default({}),
});

const pollMs = 1000;

/** The claims that hold data of a stack. */
export function dataClaims(config: StackConfig): readonly string[] {
  const stores = declaredStores(config).flatMap(({ store, profile: { location } }) =>
    location === "pods" ? [storeNames[store].claim] : [],
  );
  return [config.services.tables.storage.claimName, ...stores];
}

/**
 * Takes a snapshot of each volume where the configuration names a class, and waits until they are ready.
 *
 * @throws CommandError where one fails
 */
export async function takeSnapshots(args: SnapshotArgs): Promise<void> {
  const { kubectl, namespace, config, suffix, report } = args;
  const volumeSnapshotClassName = config.backup.volumeSnapshotClass;
  if (volumeSnapshotClassName === undefined) {
    return;
  }
  const names = dataClaims(config).map((claim) => ({ claim, name: `${claim}-${suffix}` }));
  const items = names.map(({ claim, name }) => ({
    apiVersion: "snapshot.storage.k8s.io/v1",
    kind: "VolumeSnapshot",
    metadata: { name, namespace },
    spec: { volumeSnapshotClassName, source: { persistentVolumeClaimName: claim } },
  }));
  await kubectl.run(["create", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  for (const { name } of names) {
    await ready(name, args);
    report(`  snapshot ${name} is ready`);
  }
}

async function ready(name: string, { kubectl, namespace, config }: SnapshotArgs): Promise<void> {
  const deadlineMs = Date.now() + config.backup.timeoutMinutes * 60_000;
  for (;;) {
    const found = await kubectl.read(snapshotSchema, ["volumesnapshot", name, "--namespace", namespace]);
    if (found?.status.readyToUse === true) {
      return;
    }
    if (Date.now() > deadlineMs) {
      const reason = found?.status.error?.message ?? "its driver has not answered";
      throw new CommandError(`The snapshot ${name} is not ready to use: ${reason}`);
    }
    await sleep(pollMs);
  }
}
