import { allServices } from "../../components/stack/declared-services";
import { z } from "zod";
import { referenceOf } from "../../components/checks/recorded/release";
import type { Kubectl } from "../cluster-access/kubectl";
import type { PlannedUpgrade } from "./planned-upgrade";

const deploymentSchema = z.object({
  metadata: z.object({ generation: z.number() }),
  spec: z.object({
    replicas: z.number(),
    template: z.object({ spec: z.object({ containers: z.array(z.object({ image: z.string() })) }) }),
  }),
  status: z.object({
    observedGeneration: z.number().default(0),
    updatedReplicas: z.number().default(0),
    readyReplicas: z.number().default(0),
    replicas: z.number().default(0),
  }),
});

interface RolloutArgs {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly upgrade: PlannedUpgrade;
}

/** The Deployments that were given an image of the new release and are not ready with it. */
export async function unreadyDeployments({
  kubectl,
  namespace,
  upgrade,
}: RolloutArgs): Promise<readonly string[]> {
  const unready: string[] = [];
  for (const { name, to } of upgrade.changes) {
    const deployment = allServices.find(({ image }) => image.name === name)?.name ?? name;
    const found = await kubectl.read(deploymentSchema, ["deployment", deployment, "--namespace", namespace]);
    if (found === undefined) {
      continue;
    }
    const { metadata, spec, status } = found;
    const isNew = spec.template.spec.containers.some(({ image }) => image === referenceOf(to));
    const isReady =
      status.observedGeneration >= metadata.generation &&
      [status.updatedReplicas, status.readyReplicas, status.replicas].every(
        (count) => count === spec.replicas,
      );
    if (isNew && !isReady) {
      unready.push(deployment);
    }
  }
  return unready;
}
