import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { ConfigError } from "../config-error";
import type { LiveCluster } from "./live-data";
import { childPath } from "../../config/layers";
import {
  absentFault,
  limitRangeFaults,
  limitRangeSpec,
  quotaFaults,
  quotaSpec,
  unreadableFault,
  type LiveObject,
} from "../../checks/cluster/limit-faults";
import type { Fault } from "../../values/fault";
import type { ConfiguredStack } from "../../checks/recorded/stack-facts";
import type { ClusterAccess } from "../stores/store-access";

interface LookArgs {
  readonly access: ClusterAccess;
  readonly live: LiveCluster;
}

interface Limit<Schema extends z.ZodType> {
  readonly kind: "ResourceQuota" | "LimitRange";
  readonly path: string;
  readonly name: string;
  readonly schema: Schema;
  /** What does not fit it. */
  readonly faults: (live: LiveObject<z.output<Schema>>) => readonly Fault[];
}

/**
 * Looks at what others let the namespace use and refuses a plan that does not fit, before anything is made.
 *
 * They are not read as resources: what a quota counts changes with every pod, and would show as drift.
 *
 * @throws ConfigError with everything that does not fit
 */
export async function refuseAboveLimits(
  { config, namespace }: ConfiguredStack,
  args: LookArgs,
): Promise<void> {
  const { existingQuotas, existingLimitRanges } = config.quota;
  const quotas = existingQuotas.map((name, index) =>
    look(namespace, args, {
      kind: "ResourceQuota",
      path: childPath("quota.existingQuotas", index),
      name,
      schema: quotaSpec,
      faults: (quota) => [...quotaFaults(config, quota)],
    }),
  );
  const ranges = existingLimitRanges.map((name, index) =>
    look(namespace, args, {
      kind: "LimitRange",
      path: childPath("quota.existingLimitRanges", index),
      name,
      schema: limitRangeSpec,
      faults: (range) => [...limitRangeFaults(config, range)],
    }),
  );
  const faults = (await Promise.all([...quotas, ...ranges])).flat();
  if (faults.length > 0) {
    throw new ConfigError("What the namespace allows does not fit the plan; it", faults);
  }
}

async function look<Schema extends z.ZodType>(
  namespace: string,
  { access, live }: LookArgs,
  { kind, path, name, schema, faults }: Limit<Schema>,
): Promise<readonly Fault[]> {
  const found = await live.specOf({ apiVersion: "v1", kind, name, namespace }, access);
  if (found === undefined) {
    return [absentFault(path, { kind, name, namespace })];
  }
  if ("reason" in found) {
    await pulumi.log.warn(
      `It was not looked whether the plan fits the ${kind} ${name} (openops:${path}): ${found.reason}`,
    );
    return [];
  }
  const parsed = schema.safeParse(found.spec);
  return parsed.success ? faults({ path, name, spec: parsed.data }) : [unreadableFault(path, name)];
}
