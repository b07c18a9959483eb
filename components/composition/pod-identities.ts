import type { Providers } from "../../providers";
import type { PodIdentities } from "../resources/stores/pod-identity";
import type { LocatedIdentity } from "../resources/provider-contract";
import type { ComponentOptions } from "../resources/component";
import { withBucketRights } from "../plan/backup/bucket-rights";
import type { WantedIdentity } from "../plan/wanted-identities";
import { objectName } from "../plan/names";
import type { ComponentName } from "../plan/component-name";
import type { Plan } from "../plan/plan";

type LocatedIdentities = ReadonlyMap<ComponentName, LocatedIdentity>;

/** Finds out what the identities of a stack's pods are tied to, before anything is declared. */
export async function locateIdentities(plan: Plan, providers: Providers): Promise<LocatedIdentities> {
  const lookUps = plan.identities.map(async (wanted) => {
    const settings = settingsOf(wanted, plan);
    const located = await providers.locateIdentity({
      ...wanted,
      settings,
      account: objectName(wanted.component),
    });
    return [wanted.component, located] as const;
  });
  return new Map(await Promise.all(lookUps));
}

/** What this program itself makes a component do in a cloud is allowed without being said again. */
function settingsOf(
  { component, settings }: WantedIdentity,
  { backup, namespace, clouds }: Plan,
): WantedIdentity["settings"] {
  return component === "backup" && backup !== undefined
    ? withBucketRights(settings, { target: backup.target, namespace, clouds })
    : settings;
}

/** Declares the identities. */
export function createIdentities(located: LocatedIdentities, options: ComponentOptions): PodIdentities {
  return new Map([...located].map(([component, identity]) => [component, identity.create(options)]));
}
