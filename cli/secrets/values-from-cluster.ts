import type { Plan } from "../../components/plan/plan";
import { sourceOf } from "../../components/plan/secrets/secret-sources";
import type { SecretName } from "../../components/values/secret-definitions";
import { storedSecrets } from "../../components/checks/recorded/stored-secrets";
import { liveValues, type LiveSecret } from "../../components/checks/cluster/unknown-data-faults";
import { CommandError } from "../errors";
import type { EngineStack } from "../stack-access/engine-stack";

interface FromClusterArgs {
  readonly plan: Plan;
  /** The Secrets of the stack's namespace. */
  readonly secrets: readonly LiveSecret[];
  readonly stack: Pick<EngineStack, "keys" | "setSecret">;
}

/**
 * Writes the values that something stored depends on from the cluster's Secrets into the stack's encrypted
 * configuration, so that a stack whose state is lost goes on with them.
 *
 * @returns the names of what was written
 * @throws CommandError before anything is written, where the cluster has none, or several of one
 */
export async function saveFromCluster({
  plan,
  secrets,
  stack,
}: FromClusterArgs): Promise<readonly SecretName[]> {
  const configured = stack.keys();
  const found = storedSecrets
    .filter((name) => sourceOf(name, plan.secretSources).kind === "stack" && !configured.includes(name))
    .map((name) => ({ name, live: liveValues(name, plan, { secrets }) }))
    .filter(({ live }) => live.length > 0);
  const ambiguous = found.filter(({ live }) => new Set(live.map(({ value }) => value)).size > 1);
  if (ambiguous.length > 0) {
    const places = ambiguous.map(
      ({ name, live }) => `${name} in ${live.map(({ secretName }) => secretName).join(" and ")}`,
    );
    throw new CommandError(
      `Namespace ${plan.namespace} has several values of ${places.join(", ")}; nothing was saved. ` +
        "Delete the Secrets that no pod uses, then run this again.",
    );
  }
  if (found.length === 0) {
    throw new CommandError(
      `Namespace ${plan.namespace} has no Secret with a value that data depends on and the configuration lacks; ` +
        "nothing was saved.",
    );
  }
  for (const { name, live } of found) {
    await stack.setSecret(name, live[0]?.value ?? "");
  }
  return found.map(({ name }) => name);
}
