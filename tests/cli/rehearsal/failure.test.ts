import { explainFailure } from "../../../cli/rehearsal/failure";

const nothing = { changes: {}, errors: [], warnings: [], outputs: {} };

function commandError(stderr: string): Error {
  return new Error(`code: 255\n stdout: Updating (dev):\n\n stderr: ${stderr}\n err?: \n`);
}

test("failures of resources are told one by one, and that the work goes on from there", () => {
  const result = {
    ...nothing,
    changes: { create: 3 },
    errors: ["openops-app: timed out\n  * no room", "redis: refused", "update failed"],
  };
  expect(explainFailure(commandError("error: update failed"), result).message).toBe(
    [
      "The engine could not finish:",
      "  openops-app: timed out",
      "    * no room",
      "  redis: refused",
      "What was done is in the state. Fix the cause, then run the command again; it goes on from there.",
    ].join("\n"),
  );
});

test("a failure of the engine itself is told with what it said, without the command's record", () => {
  expect(explainFailure(commandError("error: no such thing"), nothing, "open the state").message).toBe(
    "The engine could not open the state:\n  no such thing\nFix the cause, then run the command again.",
  );
});

test.each([
  ["error: could not deserialize deployment: unexpected end of JSON input", "it is damaged"],
  ["error: getting secrets manager: incorrect passphrase", "The passphrase does not open the state"],
  ["error: the stack is currently locked by 1 lock(s)", "Another command is at work on this stack"],
  ["error: write dev.json: no space left on device", "The disk is full"],
])("%j is told in the words of who has to fix it", (stderr, expected) => {
  expect(explainFailure(commandError(stderr), nothing).message).toContain(expected);
});

test("a resource that fails in the engine's words does not make the state damaged", () => {
  const errors = ["nginx: invalid character 'x' in ConfigMap"];
  expect(explainFailure(commandError(""), { ...nothing, errors }).message).toContain(errors[0]);
});

test("a refusal that changed nothing does not speak of what was done", () => {
  const refused = { ...nothing, changes: { same: 70 }, errors: ["The cluster of the stack has 1 fault"] };

  expect(explainFailure(commandError(""), refused).message).toBe(
    "The engine could not finish:\n  The cluster of the stack has 1 fault\nFix the cause, then run the command again.",
  );
});

test.each([
  ['a: Apply failed with 1 conflict: conflict with "autopilot": .spec.replicas', "--take-over"],
  ['a: resource x/y was not successfully created: configmaps "y" already exists', "--take-over"],
  ['a: update of resource x/y failed: deployments.apps "y" not found', "--refresh"],
  ['a: secrets is forbidden: User "ci" cannot create resource "secrets"', "docs/rights.yaml"],
  ['a: pods "y-1" is forbidden: exceeded quota: q', "A quota of the namespace"],
  ['a: pods "y-1" is forbidden: violates PodSecurity "restricted:latest"', "enforce=baseline"],
  ['a: failed calling webhook "w": connection refused', "A rule of the cluster refused it"],
  ["a: forbidden: namespace x is being terminated", "kubectl describe namespace"],
  ['a: container "a": [ImagePullBackOff] Back-off', "openops:images"],
  ["a: PersistentVolumeClaim x/y is Pending", "No volume is made for the claim"],
  ["a: 'y' timed out waiting to be Ready after 60 s", "rollout.timeoutMinutes"],
  ["a: write dev.json: no space left on device", "The disk is full"],
  ["a: cluster is unreachable: ECONNREFUSED", "The API server does not answer"],
])("the failure %j is followed by what to do, once", (error, advice) => {
  const { message } = explainFailure(commandError(""), { ...nothing, errors: [error, `${error}.`] });
  const lines = message.split("\n").filter((line) => line.includes(advice));

  expect(lines).toHaveLength(1);
  expect(message.split("\n")).toHaveLength(5);
});
