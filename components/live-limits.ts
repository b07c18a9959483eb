import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { ConfigError } from "./errors";
import { childPath } from "./model/layers";
import {
  limitRangeFaults,
  limitRangeSpec,
  quotaFaults,
  quotaSpec,
  unreadableFault,
} from "./model/live-limits";
import type { LiveObject } from "./model/live-limits";
import type { Plan } from "./model/plan";

interface LiveLimitsArgs {
  readonly plan: Plan;
}

interface Found {
  readonly path: string;
  readonly name: string;
  readonly spec: pulumi.Output<unknown>;
}

/** What others let the namespace use. */
export class LiveLimits extends Component {
  readonly quotas: readonly Found[];
  readonly ranges: readonly Found[];

  constructor(name: string, { plan }: LiveLimitsArgs, options: ComponentOptions) {
    super("index:LiveLimits", name, options);
    const own = { parent: this };
    const { existingQuotas, existingLimitRanges } = plan.config.quota;
    this.quotas = existingQuotas.map((quota, index) => {
      const path = childPath("quota.existingQuotas", index);
      const { spec } = core.ResourceQuota.get(
        `${quota} (openops:${path})`,
        `${plan.namespace}/${quota}`,
        own,
      );
      return { path, name: quota, spec };
    });
    this.ranges = existingLimitRanges.map((range, index) => {
      const path = childPath("quota.existingLimitRanges", index);
      const { spec } = core.LimitRange.get(`${range} (openops:${path})`, `${plan.namespace}/${range}`, own);
      return { path, name: range, spec };
    });
    this.registerOutputs({});
  }
}

/**
 * Reads what others let the namespace use and refuses a plan that does not fit, before anything is made.
 *
 * @throws ConfigError with everything that does not fit
 */
export async function refuseAboveLimits(plan: Plan, options: ComponentOptions): Promise<void> {
  const { existingQuotas, existingLimitRanges } = plan.config.quota;
  if (existingQuotas.length + existingLimitRanges.length === 0) {
    return;
  }
  const { quotas, ranges } = new LiveLimits("live-limits", { plan }, options);
  const faults = [
    ...(await Promise.all(quotas.map((found) => read(found, quotaSpec)))).flatMap((quota) =>
      quotaFaults(plan.config, quota),
    ),
    ...(await Promise.all(ranges.map((found) => read(found, limitRangeSpec)))).flatMap((range) =>
      limitRangeFaults(plan.config, range),
    ),
  ];
  if (faults.length > 0) {
    throw new ConfigError("What the namespace allows does not fit the plan; it", faults);
  }
}

async function read<Schema extends z.ZodType>(
  { path, name, spec }: Found,
  schema: Schema,
): Promise<LiveObject<z.output<Schema>>> {
  const live = await new Promise<unknown>((resolve) => spec.apply(resolve));
  const parsed = schema.safeParse(live);
  if (!parsed.success) {
    throw new ConfigError("What the namespace allows", [unreadableFault(path, name)]);
  }
  return { path, name, spec: parsed.data };
}
