import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../config-error";
import type { LookAtNamespace } from "./live-data";
import type { Plan } from "../../plan/plan";
import { ownValues } from "../../checks/recorded/carried-secrets";
import {
  foreignObjectFaults,
  knowsItsData,
  unknownDataFaults,
  unseenDataFaults,
  type KnownData,
} from "../../checks/cluster/unknown-data-faults";
import type { SecretValues } from "../../values/secret-definitions";
import type { RecordedResource } from "../state/recorded-state";
import type { ClusterAccess } from "../stores/store-access";

interface UnknownDataArgs {
  readonly state: readonly RecordedResource[];
  /** The values that the configuration gives of secrets that something stored depends on. */
  readonly given: SecretValues;
  readonly access: ClusterAccess;
  readonly look: LookAtNamespace;
  /** Whether this update takes over objects that exist already. */
  readonly takesOver: boolean;
}

/**
 * Refuses an update of a stack whose state does not know the data that is in the cluster, where the data depends on
 * other secrets than the update would use. Looks at the cluster only where the state lacks the stack's volumes.
 *
 * @throws ConfigError with every secret that has to be saved first
 */
export async function refuseUnknownData(
  plan: Plan,
  { state, given, access, look, takesOver }: UnknownDataArgs,
): Promise<void> {
  const known = knownData(plan, { state, given });
  if (knowsItsData(plan, known.claims)) {
    return;
  }
  const found = await look(plan.namespace, access);
  const faults =
    "claims" in found
      ? [...foreignObjectFaults(plan, found), ...unknownDataFaults(plan, found, known)]
      : takesOver
        ? unseenDataFaults(plan, found.reason, known)
        : [];
  if (faults.length > 0) {
    throw new ConfigError("What is in the cluster does not fit the state of the stack; it", faults);
  }
  if ("reason" in found) {
    await pulumi.log.warn(
      `It was not looked whether namespace ${plan.namespace} has data of an installation already: ${found.reason}. ` +
        "Where it has, save its secrets first: docs/secrets.md, When the state is lost.",
    );
  }
}

function knownData(
  { namespace }: Plan,
  { state, given }: Pick<UnknownDataArgs, "state" | "given">,
): KnownData {
  const objects = state.flatMap(({ type, outputs }) => {
    const name = type.startsWith("kubernetes:") ? nameIn(namespace, outputs) : undefined;
    return name === undefined ? [] : [{ type, name }];
  });
  return {
    claims: objects
      .filter(({ type }) => type === "kubernetes:core/v1:PersistentVolumeClaim")
      .map(({ name }) => name),
    namespace: objects.length > 0,
    given,
    generated: ownValues(state),
  };
}

/** The name of an object that is in a namespace. */
function nameIn(namespace: string, { metadata }: RecordedResource["outputs"]): string | undefined {
  const isNamed =
    typeof metadata === "object" && metadata !== null && "name" in metadata && "namespace" in metadata;
  return isNamed && metadata.namespace === namespace && typeof metadata.name === "string"
    ? metadata.name
    : undefined;
}
