import { z } from "zod";
import type { Fault } from "../../values/fault";
import { podSizes, type SizedPods } from "../../plan/pods/pod-sizes";
import { quantityInThousandths, quantityPattern } from "../../values/quantity";
import { amountOf, inUnits, volumeSizes, type Amount, type Bound } from "../rules/pods/quota-rules";
import type { StackConfig } from "../../stack/stack-config";

/** Others may write a quantity in a form that this program does not compare, such as 1e3. */
const amounts = z.record(z.string(), z.string().regex(quantityPattern)).default({});

/** What a ResourceQuota of the API server allows. */
export const quotaSpec = z.object({ hard: amounts });

/** What a LimitRange of the API server allows. */
export const limitRangeSpec = z.object({
  limits: z.array(z.object({ type: z.string(), max: amounts, min: amounts })),
});

/** An object that others made in the namespace, by the configuration path that names it. */
export interface LiveObject<Spec> {
  readonly path: string;
  readonly name: string;
  readonly spec: Spec;
}

/** What is said of an object that is not there. */
export function absentFault(
  path: string,
  { kind, name, namespace }: { readonly kind: string; readonly name: string; readonly namespace: string },
): Fault {
  return {
    path,
    expected: `the name of a ${kind} in namespace ${namespace}`,
    got: `${name}, which is not there`,
    fix: "make it there first, or do not name it here",
  };
}

/** What is said of an object with a quantity in such a form. */
export function unreadableFault(path: string, name: string): Fault {
  return {
    path,
    expected: `quantities such as 500m or 20Gi in ${name}`,
    got: "one in another form",
    fix: "write it in such a form there, or do not name the object here",
  };
}

/** The names a quota may have for the same thing. */
const quotaNames: readonly (readonly [name: string, bound: Bound, amount: Amount])[] = [
  ["requests.cpu", "requests", "cpu"],
  ["cpu", "requests", "cpu"],
  ["requests.memory", "requests", "memory"],
  ["memory", "requests", "memory"],
  ["limits.cpu", "limits", "cpu"],
  ["limits.memory", "limits", "memory"],
];

/** What of a plan a quota has no room for, as if nothing else were in the namespace. */
export function* quotaFaults(
  config: StackConfig,
  { path, name, spec: { hard } }: LiveObject<z.output<typeof quotaSpec>>,
): Iterable<Fault> {
  const pods = podSizes(config);
  for (const [key, bound, amount] of quotaNames) {
    const allowed = hard[key];
    const needed = pods.reduce((sum, one) => sum + BigInt(one.count) * amountOf(one, bound, amount), 0n);
    if (allowed !== undefined && quantityInThousandths(allowed) < needed) {
      yield tooSmall({ path, name }, { key, needed: inUnits(needed, amount), allowed });
    }
  }
  const counts = [
    ["pods", pods.reduce((sum, { count }) => sum + count, 0)],
    ["persistentvolumeclaims", volumeSizes(config).length],
  ] as const;
  for (const [key, needed] of counts) {
    const allowed = hard[key] ?? hard[`count/${key}`];
    if (allowed !== undefined && quantityInThousandths(allowed) < BigInt(needed) * 1000n) {
      yield tooSmall({ path, name }, { key, needed: String(needed), allowed });
    }
  }
}

interface Shortage {
  readonly key: string;
  readonly needed: string;
  readonly allowed: string;
}

function tooSmall(
  { path, name }: { readonly path: string; readonly name: string },
  { key, needed, allowed }: Shortage,
): Fault {
  return {
    path,
    expected: `the ResourceQuota ${name} to have at least ${needed} of ${key}, for every pod at its most and in a rollout`,
    got: allowed,
    why: "pods would be refused when they are needed",
    fix: "ask who keeps it for more, or ask for less here",
  };
}

/** What of a plan a range refuses. */
export function* limitRangeFaults(
  config: StackConfig,
  object: LiveObject<z.output<typeof limitRangeSpec>>,
): Iterable<Fault> {
  const pods = podSizes(config);
  for (const { type, max, min } of object.spec.limits) {
    if (type === "Container") {
      for (const { path, resources } of pods.flatMap(({ containers }) => containers)) {
        yield* outside(object, { subject: path, bounds: { max, min }, resources });
      }
    } else if (type === "Pod") {
      for (const pod of pods) {
        const subject = `the pods of ${pod.name}`;
        yield* outside(object, { subject, bounds: { max, min }, resources: sumsOf(pod) });
      }
    } else if (type === "PersistentVolumeClaim") {
      yield* claimFaults(config, object, max.storage);
    }
  }
}

function sumsOf(pod: SizedPods): StackConfig["services"]["app"]["resources"] {
  const of = (bound: Bound, amount: Amount) => inUnits(amountOf(pod, bound, amount), amount);
  return {
    requests: { cpu: of("requests", "cpu"), memory: of("requests", "memory") },
    limits: { cpu: of("limits", "cpu"), memory: of("limits", "memory") },
  };
}

interface Bounded {
  readonly subject: string;
  readonly bounds: Readonly<Record<"max" | "min", Readonly<Record<string, string>>>>;
  readonly resources: StackConfig["services"]["app"]["resources"];
}

function* outside(
  object: LiveObject<unknown>,
  { subject, bounds: { max, min }, resources }: Bounded,
): Iterable<Fault> {
  for (const amount of ["cpu", "memory"] as const) {
    const [most, least] = [max[amount], min[amount]];
    const { [amount]: limit } = resources.limits;
    const { [amount]: request } = resources.requests;
    if (most !== undefined && quantityInThousandths(limit) > quantityInThousandths(most)) {
      yield refused(object, `at most ${most} of ${amount} for ${subject}`, limit);
    }
    if (least !== undefined && quantityInThousandths(request) < quantityInThousandths(least)) {
      yield refused(object, `at least ${least} of ${amount} for ${subject}`, request);
    }
  }
}

function* claimFaults(
  config: StackConfig,
  object: LiveObject<unknown>,
  most: string | undefined,
): Iterable<Fault> {
  if (most === undefined) {
    return;
  }
  for (const { path, sizeGi } of volumeSizes(config)) {
    if (quantityInThousandths(`${sizeGi}Gi`) > quantityInThousandths(most)) {
      yield refused(object, `at most ${most} for ${path}`, `${sizeGi}Gi`);
    }
  }
}

function refused({ path, name }: LiveObject<unknown>, bound: string, got: string): Fault {
  return {
    path,
    expected: `${bound}, which is what the LimitRange ${name} allows`,
    got,
    fix: "ask who keeps it for another bound, or change the size here",
  };
}
