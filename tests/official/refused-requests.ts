import { setTimeout as delay } from "node:timers/promises";
import type { Kubectl } from "../engine/kubectl";

/** What is refused, and a request of that kind, by which it shows when the API server does so. */
interface Refused {
  readonly probe: readonly string[];
  readonly manifest?: string;
  readonly operation: "CREATE" | "UPDATE";
  readonly apiGroup: string;
  /** In the plural. */
  readonly resource: string;
  readonly name: string;
}

/**
 * Lets the API server refuse requests, as an admission webhook of a company may.
 *
 * @returns what lets them pass again
 */
export async function refuseRequests(
  kubectl: Kubectl,
  { probe, manifest, operation, apiGroup, resource, name }: Refused,
): Promise<() => Promise<void>> {
  const policy = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: "refused-by-a-test" },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [
          { apiGroups: [apiGroup], apiVersions: ["v1"], operations: [operation], resources: [resource] },
        ],
      },
      matchConditions: [{ name: "name", expression: `request.name == '${name}'` }],
      validations: [{ expression: "false", message: "refused by a test" }],
    },
  };
  const binding = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: "refused-by-a-test" },
    spec: { policyName: "refused-by-a-test", validationActions: ["Deny"] },
  };
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [policy, binding] });
  await kubectl(["apply", "-f", "-"], list);
  while (!(await kubectl([...probe, "--dry-run=server"], manifest)).output.includes("refused by a test")) {
    await delay(200);
  }
  return async () => {
    await kubectl(["delete", "-f", "-"], list);
  };
}
