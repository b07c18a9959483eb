import type * as pulumi from "@pulumi/pulumi";
import type { Providers } from "../../providers";
import type { StackParts, Store, LocatedStore } from "../resources/provider-contract";
import type { ComponentOptions } from "../resources/component";
import type { StackConfig } from "../stack/stack-config";
import type { StoreName } from "../values/text";
import type { LaterServer, LaterValues } from "../resources/later-values";
import type { ServerAddresses } from "../resources/network-policies";
import { defined } from "../values/entries";

/** The servers of one store: the one in use, and the one before it where the stack keeps it. */
interface LocatedServers {
  readonly current: LocatedStore;
  readonly previous: LocatedStore | undefined;
}

export type LocatedStores = Readonly<Record<StoreName, LocatedServers>>;

/** Finds out where the servers of a stack are or will be, before anything is declared. */
export async function locateStores(
  { database, cache }: Pick<StackConfig, StoreName>,
  providers: Providers,
): Promise<LocatedStores> {
  const [currentDatabase, previousDatabase, currentCache, previousCache] = await Promise.all([
    providers.locateDatabase(database),
    database.previous && providers.locateDatabase(database.previous),
    providers.locateCache(cache),
    cache.previous && providers.locateCache(cache.previous),
  ]);
  return {
    database: { current: currentDatabase, previous: previousDatabase },
    cache: { current: currentCache, previous: previousCache },
  };
}

/** The addresses that NetworkPolicies know the servers by. */
export function addressesOf({ database, cache }: LocatedStores, later: LaterValues): ServerAddresses {
  const ranges = ({ current, previous }: LocatedServers, server: LaterServer = {}) => ({
    current: { ranges: server.addresses ?? current.addresses, ...defined({ port: server.port }) },
    previous: { ranges: previous?.addresses ?? [] },
  });
  return { database: ranges(database, later.database), cache: ranges(cache, later.cache) };
}

/** Declares the servers; a previous one is protected whatever the configuration says. */
export function createStores(
  { database, cache }: LocatedStores,
  parts: StackParts,
  options: ComponentOptions,
): Readonly<Record<StoreName, Store>> {
  const kept = { ...parts, scope: withProtection(parts.scope) };
  database.previous?.create(kept, options);
  cache.previous?.create(kept, options);
  return {
    database: database.current.create(parts, options),
    cache: cache.current.create(parts, options),
  };
}

function withProtection(scope: StackParts["scope"]): StackParts["scope"] {
  return { ...scope, plan: { ...scope.plan, protectData: true } };
}

/** Resolves the references that only the servers answer. */
export function serverValues(stores: Readonly<Record<StoreName, Store>>) {
  return {
    endpoints: { database: stores.database.endpoint, cache: stores.cache.endpoint },
    serverPassword: (store: StoreName): pulumi.Output<string> => {
      const { password } = stores[store];
      if (password === undefined) {
        throw new Error(`The password of the ${store} is asked of a server that does not make it`);
      }
      return password;
    },
  };
}
