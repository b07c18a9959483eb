import type { LoadedConfig } from "../../components/resources/loaded-config";
import type { RawMap } from "../../components/config/layers";
import { planStack } from "../../components/plan/plan";
import { requiredSecrets } from "../../components/checks/cluster/cluster-requirements";
import { placeholder } from "./placeholders";

/** What stands for the Secrets that others keep in the cluster, as the API server has them, by their ids. */
export function heldSecrets({ config, namespace }: LoadedConfig): ReadonlyMap<string, RawMap> {
  const plan = planStack({ config, namespace, extraSecrets: {} });
  return new Map(
    requiredSecrets(plan).map((required) => {
      const { secretName, passwordKey, usernameKey } = required.credentials;
      const keys = [passwordKey, ...(usernameKey === undefined ? [] : [usernameKey])];
      const data = keys.map((key) => {
        const value = Buffer.from(placeholder(`${secretName}-${key}`)).toString("base64");
        return [key, value] as const;
      });
      return [`${required.namespace}/${secretName}`, Object.fromEntries(data)] as const;
    }),
  );
}
