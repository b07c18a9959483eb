import { budgetOf } from "../../components/plan/pods/scaling";
import { faultsOf } from "../support/configuration";

describe("a disruption budget", () => {
  test.each([
    ["gateway", 1, undefined],
    ["gateway", 2, { maxUnavailable: 1 }],
    ["gateway", 5, { maxUnavailable: 1 }],
    ["app", 2, { maxUnavailable: 1 }],
    ["app", 3, { minAvailable: 2 }],
    ["engine", 3, { minAvailable: 2 }],
    ["worker", 4, { minAvailable: 2 }],
    ["analytics", 3, { maxUnavailable: 1 }],
  ] as const)("of %s with %i pods never blocks a drain", (id, replicas, budget) => {
    expect(budgetOf(id, replicas)).toEqual(budget);
  });
});

test("an autoscaler without room for more pods is refused", () => {
  const app = { replicas: 4, autoscaling: { kind: "load", maxReplicas: 4 } };

  expect(faultsOf({ preset: "dev", services: { app } })).toEqual([
    "openops:services.app.autoscaling.maxReplicas: expected more than replicas, which is 4, got 4 (pulumi config set --path 'openops:services.app.autoscaling.maxReplicas' 5)",
  ]);
});

test("tolerations that Kubernetes would refuse are refused", () => {
  const tolerations = [
    { value: "flows" },
    { key: "dedicated", operator: "Exists", value: "flows" },
    { key: "dedicated", operator: "Equal", value: "flows", tolerationSeconds: 60 },
    { key: "dedicated", operator: "Exists", effect: "NoExecute", tolerationSeconds: 60 },
  ];
  const fix = "(pulumi config set --path 'openops:services.engine.placement.tolerations";

  expect(faultsOf({ preset: "dev", services: { engine: { placement: { tolerations } } } })).toEqual([
    `openops:services.engine.placement.tolerations[0].operator: expected Exists, got nothing: there is no key to be equal ${fix}[0].operator' VALUE)`,
    `openops:services.engine.placement.tolerations[1].value: expected none, got flows: the operator Exists looks at no value ${fix}[1].value' VALUE)`,
    `openops:services.engine.placement.tolerations[2].effect: expected NoExecute, got nothing: tolerationSeconds is how long a pod stays once it would be ended ${fix}[2].effect' VALUE)`,
  ]);
});

test("tables has no autoscaler, and the gateway none by queues", () => {
  expect(faultsOf({ preset: "dev", services: { tables: { autoscaling: { kind: "load" } } } })).toHaveLength(
    1,
  );
  expect(faultsOf({ preset: "dev", services: { gateway: { autoscaling: { kind: "queue" } } } })).toHaveLength(
    1,
  );
});
