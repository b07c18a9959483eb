import { driftOf } from "../../cli/drift/comparison";
import { wantedObjects, type WantedObject } from "../../cli/drift/wanted-objects";
import type { RawMap } from "../../components/config/layers";

function wanted(kind: string, content: RawMap, name = "thing"): WantedObject {
  return { kind, apiVersion: "v1", name, namespace: "openops", content };
}

function fields(object: WantedObject, live: RawMap | undefined, ...others: readonly WantedObject[]) {
  const all = [[object, live], ...others.map((other) => [other, other.content] as const)] as const;
  return driftOf(all).map(({ field, wanted: value, found }) => [field, value, found]);
}

const container = (image: string) => ({ spec: { containers: [{ name: "main", image }] } });

describe("drift", () => {
  test("is a field that differs, with both values", () => {
    expect(fields(wanted("Pod", container("image:1")), container("image:2"))).toEqual([
      ["spec.containers[main].image", "image:1", "image:2"],
    ]);
  });

  test("is an object that is missing", () => {
    expect(driftOf([[wanted("NetworkPolicy", {}), undefined]])).toEqual([
      { object: "NetworkPolicy thing", field: undefined, wanted: "present", found: "missing" },
    ]);
  });

  test("is a field that is gone", () => {
    expect(fields(wanted("Service", { metadata: { labels: { a: "b" } } }), {})).toEqual([
      ["metadata.labels.a", "b", undefined],
    ]);
  });

  test("is a field that somebody added by hand, with who did", () => {
    const fieldsV1 = { "f:metadata": { "f:labels": { "f:team": {} } } };
    const live = {
      metadata: { labels: { team: "x" }, managedFields: [{ manager: "kubectl-label", fieldsV1 }] },
    };
    expect(fields(wanted("Service", {}), live)).toEqual([
      ["metadata.labels.team", undefined, "set by kubectl-label"],
    ]);
  });

  test("is a variable that somebody added to a container", () => {
    const added = { 'k:{"name":"DEBUG"}': { ".": {}, "f:name": {}, "f:value": {} } };
    const fieldsV1 = { "f:spec": { "f:containers": { 'k:{"name":"main"}': { "f:env": added } } } };
    const live = {
      ...container("image:1"),
      metadata: { managedFields: [{ manager: "kubectl-edit", fieldsV1 }] },
    };
    expect(fields(wanted("Pod", container("image:1")), live)).toEqual([
      ["spec.containers[main].env[DEBUG].name", undefined, "set by kubectl-edit"],
      ["spec.containers[main].env[DEBUG].value", undefined, "set by kubectl-edit"],
    ]);
  });

  test("is a number of pods that is no autoscaler's", () => {
    expect(fields(wanted("Deployment", { spec: { replicas: 2 } }), { spec: { replicas: 5 } })).toEqual([
      ["spec.replicas", 2, 5],
    ]);
  });
});

describe("no drift is", () => {
  const noDrift = (object: WantedObject, live: RawMap, ...others: readonly WantedObject[]): void =>
    expect(fields(object, live, ...others)).toEqual([]);

  test("a number of pods that an autoscaler sets", () => {
    const scaleTargetRef = { kind: "Deployment", name: "thing" };
    const autoscaler = wanted("HorizontalPodAutoscaler", { spec: { scaleTargetRef } }, "scaler");
    noDrift(wanted("Deployment", { spec: { replicas: 2 } }), { spec: { replicas: 5 } }, autoscaler);
  });

  test("a default of the API server", () => {
    noDrift(wanted("Pod", container("image:1")), {
      spec: { dnsPolicy: "ClusterFirst", ...container("image:1").spec },
    });
  });

  test("a sidecar that is injected", () => {
    const containers = [{ name: "istio-proxy" }, { name: "main", image: "image:1" }];
    noDrift(wanted("Pod", container("image:1")), { spec: { containers } });
  });

  test("a quantity in another form, and what is false, zero or empty and left out", () => {
    noDrift(wanted("Pod", { cpu: "1000m", memory: "1024Mi", off: false, none: 0, empty: {} }), {
      cpu: "1",
      memory: "1Gi",
    });
  });

  test("what the control plane and a cloud's controllers set", () => {
    const fieldsV1 = { "f:metadata": { "f:annotations": { "f:x": {} } } };
    const managers = ["kube-controller-manager", "aws-load-balancer-controller", "pulumi-kubernetes-1234"];
    noDrift(wanted("Service", {}), {
      metadata: { managedFields: managers.map((manager) => ({ manager, fieldsV1 })) },
    });
  });

  test("anything in a status", () => {
    const entry = { manager: "somebody", subresource: "status", fieldsV1: { "f:status": { "f:a": {} } } };
    noDrift(wanted("Service", {}), { metadata: { managedFields: [entry] } });
  });

  test("Pulumi's notes, and a secret, whose value is not read", () => {
    const annotations = { "pulumi.com/skipAwait": "true" };
    noDrift(wanted("Secret", { metadata: { annotations }, data: "[secret]" }), { data: { key: "eA==" } });
  });
});

describe("what is wanted", () => {
  const inputs = { apiVersion: "v1", kind: "Service", metadata: { name: "nginx", namespace: "openops" } };
  const type = "kubernetes:core/v1:Service";

  test("are the Kubernetes objects in the state, but for those that are read or on their way out", () => {
    const resources = [
      { type, inputs },
      { type, inputs, external: true },
      { type, inputs, delete: true },
      { type: "random:index/randomPassword:RandomPassword", inputs: {} },
    ];
    expect(wantedObjects({ resources })).toEqual([
      { kind: "Service", apiVersion: "v1", name: "nginx", namespace: "openops", content: inputs },
    ]);
  });

  test("is nothing where a stack has no state", () => {
    expect(wantedObjects(undefined)).toEqual([]);
  });
});
