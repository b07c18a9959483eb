import type { input } from "@pulumi/kubernetes/types";
import type { StoreName } from "../../values/text";
import type { ClientScope } from "../scope";

/** The names by which pods find servers that no DNS of the cluster knows. */
export function hostAliasesOf(
  stores: readonly StoreName[],
  { endpoints }: ClientScope,
): readonly input.core.v1.HostAlias[] {
  return stores.flatMap((store) => {
    const { address, host } = endpoints[store];
    return address === undefined ? [] : [{ ip: address, hostnames: [host] }];
  });
}
