import type { StoreName } from "../../components/values/text";
import type { OpenedSource, LocatedStore } from "../../components/resources/provider-contract";
import type { ExternalCache, ExternalDatabase } from "./config";
import { ExternalServer } from "./external-server";

/** Postgres and Redis servers that exist; nothing is made, so nothing can be lost. */
export function open(): OpenedSource {
  return {
    locateDatabase: (settings: ExternalDatabase) =>
      existing(settings, { name: "postgres", store: "database" }),
    locateCache: (settings: ExternalCache) => existing(settings, { name: "redis", store: "cache" }),
  };
}

interface Server {
  readonly name: string;
  readonly store: StoreName;
}

function existing(
  settings: ExternalDatabase | ExternalCache,
  { name, store }: Server,
): Promise<LocatedStore> {
  return Promise.resolve({
    addresses: settings.addresses,
    create: ({ credentials, later }, options) =>
      new ExternalServer(name, { settings, credentials: credentials(store), later: later[store] }, options),
  });
}
