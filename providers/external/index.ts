import type { Provider, StackParts, StoreSite } from "../contract";
import type { ExternalCache, ExternalDatabase } from "./config";
import { ExternalServer } from "./external-server";

/** Postgres and Redis servers that exist; nothing is made, so nothing can be lost. */
export const external: Provider<ExternalDatabase, ExternalCache> = {
  locateDatabase: (settings) =>
    existing(settings, ({ secret, credentials }) => ({
      name: "postgres",
      password: secret("postgresPassword"),
      credentials: credentials("database"),
    })),
  locateCache: (settings) =>
    existing(settings, ({ secret, credentials }) => ({
      name: "redis",
      password: secret("redisPassword"),
      credentials: credentials("cache"),
    })),
};

type Access = (parts: StackParts) => {
  readonly name: string;
} & Pick<ConstructorParameters<typeof ExternalServer>[1], "password" | "credentials">;

function existing(settings: ExternalDatabase | ExternalCache, access: Access): Promise<StoreSite> {
  return Promise.resolve({
    addresses: settings.addresses,
    create: (parts, options) => {
      const { name, ...own } = access(parts);
      return new ExternalServer(name, { settings, ...own }, options);
    },
  });
}
