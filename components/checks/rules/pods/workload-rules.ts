import { serviceIds, servicesOf } from "../../../stack/declared-services";
import { appMemory } from "../../../services/app/app-settings";
import { engineMemory } from "../../../services/engine/engine-settings";
import { workerNeeds } from "../../../services/worker/worker-settings";
import { memoryBytes, quantityInThousandths } from "../../../values/quantity";
import { firstOfEach } from "../../../values/entries";
import { setCommand, type Fault } from "../../../values/fault";
import { declaredStores } from "../../../sources/store-profiles";
import type { StackConfig } from "../../../stack/stack-config";
import { rolloutOf } from "../../../plan/pods/service-plan";
import { hasOwnVolume } from "../../../plan/pods/scaling";
import type { Rule } from "../rule";

interface Sized {
  readonly path: string;
  readonly resources: StackConfig["services"]["app"]["resources"];
}

function sizedParts(config: StackConfig): readonly Sized[] {
  return [
    ...serviceIds.map((id) => ({ path: `services.${id}`, resources: config.services[id].resources })),
    ...declaredStores(config).flatMap(({ path, settings }): readonly Sized[] =>
      "resources" in settings ? [{ path, resources: settings.resources }] : [],
    ),
    { path: "backup", resources: config.backup.resources },
  ];
}

const requestWithinLimit: Rule = {
  name: "a request is not above its limit",
  *check(config) {
    for (const { path, resources } of sizedParts(config)) {
      for (const kind of ["cpu", "memory"] as const) {
        const request = resources.requests[kind];
        const limit = resources.limits[kind];
        if (quantityInThousandths(request) > quantityInThousandths(limit)) {
          yield {
            path: `${path}.resources.limits.${kind}`,
            expected: `at least the request of ${request}`,
            got: limit,
            fix: setCommand(`${path}.resources.limits.${kind}`, request),
          };
        }
      }
    }
  },
};

const singlePod: Rule = {
  name: "a service has one pod while its volume is ReadWriteOnce",
  *check(config) {
    for (const { id } of servicesOf(config)) {
      const { replicas } = config.services[id];
      if (replicas !== 1 && hasOwnVolume(id, config)) {
        yield {
          path: `services.${id}.replicas`,
          expected: `1, or services.${id}.storage.accessMode to be ReadWriteMany`,
          got: String(replicas),
          why: "its volume is ReadWriteOnce, so a second pod cannot mount it on another node",
          fix: setCommand(`services.${id}.replicas`, "1"),
        };
      }
    }
  },
};

/** What lets one new pod start at a time; a missing old one would make room for another. */
const oneByOne = { maxSurge: 1, maxUnavailable: 0 } as const;

const singleSurge: Rule = {
  name: "pods of a service that migrates roll one at a time",
  *check(config) {
    // What is said for all services is one fault.
    yield* firstOfEach(surges(config), ({ path }) => path);
  },
};

function* surges(config: StackConfig): Iterable<Fault> {
  for (const { id } of servicesOf(config).filter(({ migrates }) => migrates)) {
    for (const field of ["maxSurge", "maxUnavailable"] as const) {
      const own = config.services[id].rollout[field];
      const path = own === undefined ? `rollout.${field}` : `services.${id}.rollout.${field}`;
      const got = rolloutOf(id, config)[field];
      if (got !== oneByOne[field]) {
        yield rollsTogether(path, { got, expected: oneByOne[field] });
      }
    }
  }
}

function rollsTogether(
  path: string,
  { got, expected }: { readonly got: number; readonly expected: number },
): Fault {
  return {
    path,
    expected: String(expected),
    got: String(got),
    why: "migrations of the app take no lock, so new pods must start one after the other",
    fix: setCommand(path, String(expected)),
  };
}

/** A worker's processes keep to limits of their own. */
const bodyMemory: Rule = {
  name: "a pod holds one of the largest requests that it takes",
  *check({ execution, services }) {
    const { requestBodyLimitMi } = services.app;
    const taking = [["app", appMemory] as const, ["engine", engineMemory] as const];
    for (const [id, { withoutBodiesMi, bodyTimes }] of taking) {
      const neededMi = withoutBodiesMi + bodyTimes * requestBodyLimitMi;
      const { memory } = services[id].resources.limits;
      const isThere = id === "app" || id === execution;
      if (isThere && memoryBytes(memory) < BigInt(neededMi) * 1024n * 1024n) {
        const path = `services.${id}.resources.limits.memory`;
        yield {
          path,
          expected: `at least ${neededMi}Mi, or a smaller services.app.requestBodyLimitMi than ${requestBodyLimitMi}`,
          got: memory,
          why: `one request with so large a body takes ${bodyTimes} times its size, and the kernel then ends the pod with all that it works on`,
          fix: setCommand(path, `${neededMi}Mi`),
        };
      }
    }
  },
};

const workerMemory: Rule = {
  name: "the engine processes of a worker fit into its memory",
  *check({ execution, services: { worker } }) {
    // OpenOps consumes two queues with the flow concurrency and one with the scheduled one.
    const children = 2 * worker.flowConcurrency + worker.scheduledConcurrency;
    const { parentMi, besidesHeapMi, readyMi } = workerNeeds;
    const running = children * (worker.engineMemoryMi + besidesHeapMi);
    const neededMi = parentMi + running + worker.enginePoolMaximum * readyMi;
    const available = memoryBytes(worker.resources.limits.memory);
    if (execution === "worker" && available < BigInt(neededMi) * 1024n * 1024n) {
      const path = "services.worker.resources.limits.memory";
      yield {
        path,
        expected: `at least ${neededMi}Mi for ${children} engine processes with a heap of ${worker.engineMemoryMi} MiB and ${worker.enginePoolMaximum} that are ready`,
        got: worker.resources.limits.memory,
        why: "the kernel ends the pod and its running flows otherwise",
        fix: setCommand(path, `${neededMi}Mi`),
      };
    }
  },
};

const workerProcessor: Rule = {
  name: "a worker may use the CPU that makes an engine process ready in time",
  *check({ execution, services: { worker } }) {
    const { cpu } = worker.resources.limits;
    if (execution === "worker" && quantityInThousandths(cpu) < quantityInThousandths(workerNeeds.cpu)) {
      const path = "services.worker.resources.limits.cpu";
      yield {
        path,
        expected: `at least ${workerNeeds.cpu}`,
        got: cpu,
        why: `a run fails whose engine process is not ready in ${workerNeeds.readyWithinSeconds} seconds`,
        fix: setCommand(path, workerNeeds.cpu),
      };
    }
  },
};

const poolBounds: Rule = {
  name: "the pool of engine processes has room for its minimum",
  *check({ services: { worker } }) {
    if (worker.enginePoolMinimum > worker.enginePoolMaximum) {
      yield {
        path: "services.worker.enginePoolMinimum",
        expected: `at most enginePoolMaximum, which is ${worker.enginePoolMaximum}`,
        got: String(worker.enginePoolMinimum),
      };
    }
  },
};

const partitionWithinReplicas: Rule = {
  name: "a partition leaves no pod out that does not exist",
  *check(config) {
    for (const { path, settings } of declaredStores(config)) {
      const partition = "updateStrategy" in settings ? settings.updateStrategy.partition : 0;
      if (partition > 1) {
        yield {
          path: `${path}.updateStrategy.partition`,
          expected: "0 or 1, since the StatefulSet has one pod",
          got: String(partition),
        };
      }
    }
  },
};

/** Rules about pods and their sizes. */
export const workloadRules: readonly Rule[] = [
  requestWithinLimit,
  singlePod,
  singleSurge,
  bodyMemory,
  workerMemory,
  workerProcessor,
  poolBounds,
  partitionWithinReplicas,
];
