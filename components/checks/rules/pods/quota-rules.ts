import { setCommand, type Fault } from "../../../values/fault";
import { podSizes, type SizedPods } from "../../../plan/pods/pod-sizes";
import { declaredStores } from "../../../sources/store-profiles";
import { quantityInThousandths } from "../../../values/quantity";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

export type Bound = "requests" | "limits";
export type Amount = "cpu" | "memory";

const bounds: readonly (readonly [Bound, Amount])[] = [
  ["requests", "cpu"],
  ["requests", "memory"],
  ["limits", "cpu"],
  ["limits", "memory"],
];

const thousandthsOfMebi = 1024n * 1024n * 1000n;

/** A quantity in the unit people read it in, rounded up. */
export function inUnits(thousandths: bigint, amount: Amount): string {
  return amount === "cpu"
    ? `${thousandths}m`
    : `${(thousandths + thousandthsOfMebi - 1n) / thousandthsOfMebi}Mi`;
}

/** What one pod counts for: what runs at once, or what runs first where that is more. */
export function amountOf({ containers }: SizedPods, bound: Bound, amount: Amount): bigint {
  const sizes = containers.map(({ first, resources }) => ({
    first,
    size: quantityInThousandths(resources[bound][amount]),
  }));
  const together = sizes.filter(({ first }) => !first).reduce((sum, { size }) => sum + size, 0n);
  return sizes.filter(({ first }) => first).reduce((most, { size }) => (size > most ? size : most), together);
}

const planFits: Rule = {
  name: "a quota has room for every pod at its most, rollouts included",
  *check(config) {
    const pods = podSizes(config);
    for (const [bound, amount] of bounds) {
      const allowed = config.quota[bound][amount];
      const needed = pods.reduce((sum, one) => sum + BigInt(one.count) * amountOf(one, bound, amount), 0n);
      if (allowed !== undefined && quantityInThousandths(allowed) < needed) {
        yield tooSmall(`quota.${bound}.${amount}`, inUnits(needed, amount), allowed);
      }
    }
  },
};

function tooSmall(path: string, needed: string, got: string): Fault {
  return {
    path,
    expected: `at least ${needed}, for every pod at its most and in a rollout`,
    got,
    why: "pods would be refused when they are needed",
    fix: setCommand(path, needed),
  };
}

const countsFit: Rule = {
  name: "a quota has room for the number of pods and volume claims",
  *check(config) {
    const pods = podSizes(config).reduce((sum, { count }) => sum + count, 0);
    const claims = volumeSizes(config).length;
    const { pods: allowedPods, persistentVolumeClaims: allowedClaims } = config.quota;
    if (allowedPods !== undefined && allowedPods < pods) {
      yield tooSmall("quota.pods", String(pods), String(allowedPods));
    }
    if (allowedClaims !== undefined && allowedClaims < claims) {
      yield {
        path: "quota.persistentVolumeClaims",
        expected: `at least ${claims}`,
        got: String(allowedClaims),
        fix: setCommand("quota.persistentVolumeClaims", String(claims)),
      };
    }
  },
};

/** The claims of tables, of the servers in the cluster and of backups. */
export function volumeSizes(config: StackConfig) {
  const { services, backup } = config;
  const stores = declaredStores(config).flatMap(({ path, profile: { volume } }) =>
    volume === undefined ? [] : [{ path: `${path}.storage.sizeGi`, sizeGi: volume.sizeGi }],
  );
  const tables = { path: "services.tables.storage.sizeGi", sizeGi: services.tables.storage.sizeGi };
  const kept =
    backup.enabled && backup.target.kind === "claim"
      ? [{ path: "backup.target.storage.sizeGi", sizeGi: backup.target.storage.sizeGi }]
      : [];
  return [tables, ...stores, ...kept];
}

const withinLimits: Rule = {
  name: "every container and claim is within the limit range",
  *check(config) {
    const { limitRange } = config.quota;
    if (limitRange === undefined) {
      return;
    }
    const { max, min, maxStorageGi } = limitRange;
    for (const { path, resources } of podSizes(config).flatMap(({ containers }) => containers)) {
      for (const amount of ["cpu", "memory"] as const) {
        const [limit, request] = [resources.limits[amount], resources.requests[amount]];
        if (quantityInThousandths(limit) > quantityInThousandths(max[amount])) {
          yield outside(`quota.limitRange.max.${amount}`, path, limit);
        }
        if (quantityInThousandths(request) < quantityInThousandths(min[amount])) {
          yield outside(`quota.limitRange.min.${amount}`, path, request);
        }
      }
    }
    for (const { path, sizeGi } of volumeSizes(config)) {
      if (sizeGi > maxStorageGi) {
        yield outside("quota.limitRange.maxStorageGi", path, String(sizeGi));
      }
    }
  },
};

function outside(path: string, by: string, value: string): Fault {
  const side = path.includes(".min.") ? "at most" : "at least";
  return {
    path,
    expected: `${side} ${value}, the size in ${by}`,
    got: "a bound that refuses it",
    fix: setCommand(path, value),
  };
}

const ownNamespace: Rule = {
  name: "what others made is in a namespace of theirs",
  *check({ cluster, quota: { existingQuotas, existingLimitRanges } }) {
    if (cluster.createNamespace && existingQuotas.length + existingLimitRanges.length > 0) {
      yield {
        path: "cluster.createNamespace",
        expected: "false",
        got: "true",
        why: "a namespace that the stack makes has nothing of others in it",
        fix: setCommand("cluster.createNamespace", "false"),
      };
    }
  },
};

/** Rules about what the namespace may use. */
export const quotaRules: readonly Rule[] = [planFits, countsFit, withinLimits, ownNamespace];
