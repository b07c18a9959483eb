import type { Providers } from "../providers";
import type { PodIdentities } from "./pod-identity";
import type { IdentitySite } from "../providers/contract";
import type { ComponentOptions } from "./component";
import { withBucketRights } from "./model/backup/bucket-rights";
import { identitiesOf } from "./model/identities";
import type { WantedIdentity } from "./model/identities";
import { objectName } from "./model/names";
import type { ComponentName } from "./model/component-name";
import type { Plan } from "./model/plan";

type IdentitySites = ReadonlyMap<ComponentName, IdentitySite>;

/** Finds out what the identities of a stack's pods are tied to, before anything is declared. */
export async function locateIdentities(plan: Plan, providers: Providers): Promise<IdentitySites> {
  const located = identitiesOf(plan.config).map(async (wanted) => {
    const settings = settingsOf(wanted, plan);
    const site = await providers.locateIdentity({
      ...wanted,
      settings,
      account: objectName(wanted.component),
    });
    return [wanted.component, site] as const;
  });
  return new Map(await Promise.all(located));
}

/** What this program itself makes a component do in a cloud is allowed without being said again. */
function settingsOf({ component, settings }: WantedIdentity, plan: Plan): WantedIdentity["settings"] {
  return component === "backup" ? withBucketRights(settings, plan) : settings;
}

/** Declares the identities. */
export function createIdentities(sites: IdentitySites, options: ComponentOptions): PodIdentities {
  return new Map([...sites].map(([component, site]) => [component, site.create(options)]));
}
