import type { Provider } from "../contract";
import type { ExternalCache, ExternalDatabase } from "./config";
import { ExternalServer } from "./external-server";

/** Postgres and Redis servers that exist; nothing is made, so nothing can be lost. */
export const external: Provider<ExternalDatabase, ExternalCache> = {
  locateDatabase: (settings) =>
    Promise.resolve({
      addresses: settings.addresses,
      create: ({ secret }, options) =>
        new ExternalServer("postgres", { settings, password: secret("postgresPassword") }, options),
    }),
  locateCache: (settings) =>
    Promise.resolve({
      addresses: settings.addresses,
      create: ({ secret }, options) =>
        new ExternalServer("redis", { settings, password: secret("redisPassword") }, options),
    }),
};
