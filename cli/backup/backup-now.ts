import { declaredServices } from "../../components/stack/declared-services";
import { z } from "zod";
import { releaseLabels } from "../../components/values/release-labels";
import { backupNames } from "../../components/plan/names";
import type { CheckedStack } from "../checked-stack";
import type { Kubectl } from "../cluster-access/kubectl";
import type { StackCluster } from "../cluster-access/stack-cluster";
import { CommandError } from "../errors";
import { runJob } from "./job-run";
import { manifestsIn, type Manifest } from "./manifest";
import { takeSnapshots } from "./snapshots";

interface BackupNowArgs {
  readonly checked: Pick<CheckedStack, "config" | "namespace">;
  readonly cluster: StackCluster;
  readonly report: (line: string) => void;
}

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
          }),
        ),
      }),
    }),
  }),
});

/**
 * Makes a backup and waits for it.
 *
 * @returns what it says of itself; undefined in a sandbox whose pods are played
 * @throws CommandError where it fails
 */
export async function backupNow({
  checked: { config, namespace },
  cluster: { kubectl, played },
  report,
}: BackupNowArgs): Promise<Manifest | undefined> {
  const order = { cronJob: backupNames.backup, variables: await releasesOf(kubectl, namespace) };
  const lines = await runJob(order, { kubectl, namespace, played, report });
  if (played) {
    return undefined;
  }
  const manifest = manifestsIn(lines).at(-1);
  if (manifest === undefined) {
    throw new CommandError(
      "The backup ended well and says nothing of itself: its pod prints another format.",
    );
  }
  const suffix = manifest.id.toLowerCase();
  await takeSnapshots({ kubectl, namespace, config, suffix, report });
  return manifest;
}

/**
 * The releases that the data is of, for a backup's pod: what the app has is right also where an update has
 * changed the CronJob and gone no further.
 */
async function releasesOf(kubectl: Kubectl, namespace: string): Promise<Readonly<Record<string, string>>> {
  const { name } = declaredServices.app;
  const found = await kubectl.read(deploymentSchema, ["deployment", name, "--namespace", namespace]);
  const env = found?.spec.template.spec.containers.flatMap((container) => container.env) ?? [];
  return Object.fromEntries(
    Object.values(releaseLabels).flatMap(({ app, backup }) => {
      const value = env.find((variable) => variable.name === app)?.value;
      return value === undefined ? [] : [[backup, value] as const];
    }),
  );
}
