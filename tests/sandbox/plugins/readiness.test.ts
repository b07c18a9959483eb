import { needsEndpoints, readiness } from "../../../sandbox/plugins/kubernetes/await/readiness";
import {
  goneTimeoutSeconds,
  readyTimeoutSeconds,
  skipsAwait,
} from "../../../sandbox/plugins/kubernetes/await/timeouts";
import type { PropertyMap } from "../../../sandbox/plugins/protocol/property-value";

type Shape = {
  readonly spec?: PropertyMap;
  readonly status?: PropertyMap;
  readonly annotations?: PropertyMap;
};

function object(type: string, { spec = {}, status = {}, annotations = {} }: Shape): PropertyMap {
  const slash = type.lastIndexOf("/");
  const metadata = { name: "it", namespace: "shop", generation: 2, annotations };
  return { apiVersion: type.slice(0, slash), kind: type.slice(slash + 1), metadata, spec, status };
}

const holds = (type: string, reason = "", message = "") => ({ type, status: "True", reason, message });

const rolledOut = {
  observedGeneration: 2,
  updatedReplicas: 2,
  readyReplicas: 2,
  conditions: [holds("Available"), holds("Progressing", "NewReplicaSetAvailable")],
};

function deployment(status: PropertyMap): string {
  return readiness(
    object("apps/v1/Deployment", { spec: { replicas: 2 }, status: { ...rolledOut, ...status } }),
  ).state;
}

test("a Deployment is ready when its new pods are and the old ones are gone", () => {
  expect(deployment({})).toBe("ready");
  expect(deployment({ observedGeneration: 1 })).toBe("waiting");
  expect(deployment({ updatedReplicas: 1 })).toBe("waiting");
  expect(deployment({ unavailableReplicas: 1 })).toBe("waiting");
  expect(deployment({ conditions: [holds("Available"), holds("Progressing", "ReplicaSetUpdated")] })).toBe(
    "waiting",
  );
});

test("a Deployment that the quota holds back says so", () => {
  const conditions = [holds("ReplicaFailure", "FailedCreate", "exceeded quota: pods")];
  expect(readiness(object("apps/v1/Deployment", { status: { conditions } }))).toEqual({
    state: "waiting",
    reasons: [
      "[MinimumReplicasUnavailable] 0 of 1 pods are ready, 0 of them new",
      "[FailedCreate] exceeded quota: pods",
    ],
  });
});

const settled = { observedGeneration: 2, readyReplicas: 2, updatedReplicas: 2, updateRevision: "b" };

test.each([
  { of: "which all pods are updated", strategy: {}, status: { currentRevision: "b" }, state: "ready" },
  {
    of: "which one is old",
    strategy: {},
    status: { currentRevision: "a", updatedReplicas: 1 },
    state: "waiting",
  },
  {
    of: "which the partition keeps one old",
    strategy: { rollingUpdate: { partition: 1 } },
    status: { currentRevision: "a", updatedReplicas: 1 },
    state: "ready",
  },
  {
    of: "which pods are replaced on deletion only",
    strategy: { type: "OnDelete" },
    status: { currentRevision: "a", updatedReplicas: 0 },
    state: "ready",
  },
  {
    of: "which one is not ready",
    strategy: {},
    status: { currentRevision: "b", readyReplicas: 1 },
    state: "waiting",
  },
])("a StatefulSet of $of is $state", ({ strategy, status: changed, state }) => {
  const spec = { replicas: 2, updateStrategy: strategy };
  const status: PropertyMap = { ...settled, ...changed };
  expect(readiness(object("apps/v1/StatefulSet", { spec, status })).state).toBe(state);
});

test("a Job is ready when complete and fails with its reason", () => {
  const job = (status: PropertyMap) => readiness(object("batch/v1/Job", { status }));
  expect(job({ conditions: [holds("Complete")] }).state).toBe("ready");
  expect(job({ active: 1 }).state).toBe("waiting");
  expect(job({ conditions: [holds("Failed", "BackoffLimitExceeded", "it has failed")] })).toEqual({
    state: "failed",
    reasons: ["[BackoffLimitExceeded] it has failed"],
  });
});

test.each<[type: string, state: string, shape: Shape]>([
  ["v1/Pod", "ready", { status: { conditions: [holds("Ready")] } }],
  ["v1/Pod", "waiting", { status: { phase: "Pending" } }],
  ["v1/Pod", "failed", { status: { phase: "Failed" } }],
  ["v1/PersistentVolumeClaim", "ready", { status: { phase: "Bound" } }],
  ["v1/PersistentVolumeClaim", "waiting", { status: { phase: "Pending" } }],
  ["v1/Service", "ready", { spec: { type: "ClusterIP" } }],
  ["v1/Service", "waiting", { spec: { type: "LoadBalancer" } }],
  [
    "v1/Service",
    "ready",
    { spec: { type: "LoadBalancer" }, status: { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } } },
  ],
  ["networking.k8s.io/v1/Ingress", "waiting", {}],
  ["v1/ResourceQuota", "ready", { spec: { hard: { pods: "5" } }, status: { hard: { pods: "5" } } }],
  ["v1/ResourceQuota", "waiting", { spec: { hard: { pods: "5" } } }],
  ["v1/ConfigMap", "ready", {}],
  ["example.com/v1/Deployment", "ready", {}],
])("a %s is %s with %j", (type, state, shape) => {
  expect(readiness(object(type, shape)).state).toBe(state);
});

test.each([
  ["that selects pods", { selector: { app: "web" } }, true],
  ["without a selector", {}, false],
  ["that is headless", { selector: { app: "web" }, clusterIP: "None" }, false],
  ["that is an alias", { selector: { app: "web" }, type: "ExternalName" }, false],
])("a Service %s needs endpoints: %s", (_case, spec, expected) => {
  expect(needsEndpoints(object("v1/Service", { spec }))).toBe(expected);
});

test("customTimeouts win over the annotation, which wins over the default of the kind", () => {
  const claim = object("v1/PersistentVolumeClaim", {});
  const annotated = object("v1/PersistentVolumeClaim", {
    annotations: { "pulumi.com/timeoutSeconds": "30" },
  });
  expect([
    readyTimeoutSeconds(claim, 0),
    readyTimeoutSeconds(annotated, 0),
    readyTimeoutSeconds(annotated, 5),
  ]).toEqual([300, 30, 5]);
  expect(readyTimeoutSeconds(object("apps/v1/Deployment", {}), 0)).toBe(600);
  expect(goneTimeoutSeconds(claim, 0)).toBe(300);
});

test("only skipAwait set to true skips the wait", () => {
  const skip = (value: string) =>
    skipsAwait(object("v1/Pod", { annotations: { "pulumi.com/skipAwait": value } }));
  expect([skip("true"), skip("false")]).toEqual([true, false]);
});
