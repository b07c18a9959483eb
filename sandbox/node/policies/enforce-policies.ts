import { namespaceSchema, podSchema, policySchema } from "./cluster-objects";
import type { ApiClient } from "../../kubernetes-api/api-client";
import { ruleSet } from "./rule-set";
import { WatchedObjects } from "./watched-objects";

/**
 * Keeps a node's rules as the cluster's NetworkPolicies say, for as long as the process lives.
 * @param load replaces the rules by others, in the language of nft
 * @throws what `load` throws
 */
export async function enforcePolicies(
  client: ApiClient,
  load: (rules: string) => Promise<void>,
): Promise<never> {
  let wake: () => void = () => undefined;
  let changed = new Promise<void>((resolve) => (wake = resolve));
  const onChange = (): void => wake();
  const [policies, pods, namespaces] = [
    new WatchedObjects(
      { client, path: "/apis/networking.k8s.io/v1/networkpolicies", schema: policySchema },
      onChange,
    ),
    new WatchedObjects({ client, path: "/api/v1/pods", schema: podSchema }, onChange),
    new WatchedObjects({ client, path: "/api/v1/namespaces", schema: namespaceSchema }, onChange),
  ] as const;
  [policies, pods, namespaces].forEach((objects) => void objects.watch());
  let loaded = "";
  for (;;) {
    await changed;
    changed = new Promise((resolve) => (wake = resolve));
    if (policies.all === undefined || pods.all === undefined || namespaces.all === undefined) {
      continue;
    }
    const rules = ruleSet({ policies: policies.all, pods: pods.all, namespaces: namespaces.all });
    if (rules !== loaded) {
      await load(rules);
      loaded = rules;
    }
  }
}
