import type { Providers } from "../providers";
import type { IdentitySite, PodIdentity } from "../providers/contract";
import type { ComponentOptions } from "./component";
import { identitiesOf } from "./model/identities";
import { objectName } from "./model/names";
import type { ComponentName } from "./model/policies";
import type { StackConfig } from "./model/schema/stack";

/** The clouds' identities of a stack's pods, by component. */
export type PodIdentities = ReadonlyMap<ComponentName, PodIdentity>;

type IdentitySites = ReadonlyMap<ComponentName, IdentitySite>;

/** Finds out what the identities of a stack's pods are tied to, before anything is declared. */
export async function locateIdentities(config: StackConfig, providers: Providers): Promise<IdentitySites> {
  const located = identitiesOf(config).map(async (wanted) => {
    const site = await providers.locateIdentity({ ...wanted, account: objectName(wanted.component) });
    return [wanted.component, site] as const;
  });
  return new Map(await Promise.all(located));
}

/** Declares the identities. */
export function createIdentities(sites: IdentitySites, options: ComponentOptions): PodIdentities {
  return new Map([...sites].map(([component, site]) => [component, site.create(options)]));
}
