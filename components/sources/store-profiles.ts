import { cloudNamed, sources, type CloudName } from "../../providers/registry";
import type { Source } from "../../providers/source";
import { postgresTagOf } from "../config/pinned-images";
import type { BaseConfig } from "../config/base-config";
import type { SecretName } from "../values/secret-definitions";
import type { CacheConfig, DatabaseConfig } from "../config/store-settings";
import type { CacheProfile, DatabaseProfile, StoreProfile } from "../../providers/store-profile";
import type { StoreName } from "../values/text";

/** The one place where planning asks for a database's kind. */
function profileOfDatabase(database: DatabaseConfig, config: BaseConfig): DatabaseProfile {
  const source: Source = sources[database.kind];
  return source.database.profile(database, { postgresTag: postgresTagOf(config) });
}

/** The one place where planning asks for a cache's kind. */
function profileOfCache(cache: CacheConfig): CacheProfile {
  const source: Source = sources[cache.kind];
  return source.cache.profile(cache);
}

/** What planning has to know of the stack's Postgres server. */
export function databaseProfile(config: BaseConfig): DatabaseProfile {
  return profileOfDatabase(config.database, config);
}

/** What planning has to know of the stack's Redis server. */
export function cacheProfile(config: BaseConfig): CacheProfile {
  return profileOfCache(config.cache);
}

/** What planning has to know of either server of the stack. */
export function storeProfile(store: StoreName, config: BaseConfig): StoreProfile {
  return store === "database" ? databaseProfile(config) : cacheProfile(config);
}

/** The secret with the password of each server, where the stack says what it is. */
export const storePasswords = {
  database: "postgresPassword",
  cache: "redisPassword",
} as const satisfies Readonly<Record<StoreName, SecretName>>;

/** A server that the stack declares. */
export interface DeclaredStore {
  readonly store: StoreName;
  /** Its path in the configuration. */
  readonly path: string;
  readonly use: "current" | "previous";
  readonly settings: DatabaseConfig | CacheConfig;
  readonly profile: StoreProfile;
  /** The cloud that it is made in; undefined outside clouds. */
  readonly cloud: CloudName | undefined;
}

/** Every server that a stack declares: those in use, then previous ones. */
export function declaredStores(config: BaseConfig): readonly DeclaredStore[] {
  const { database, cache } = config;
  const { previous: oldDatabase } = database;
  const { previous: oldCache } = cache;
  const ofDatabase = (settings: DatabaseConfig, use: DeclaredStore["use"]): DeclaredStore => ({
    ...placeOf("database", use),
    settings,
    profile: profileOfDatabase(settings, config),
    cloud: cloudNamed(settings.kind),
  });
  const ofCache = (settings: CacheConfig, use: DeclaredStore["use"]): DeclaredStore => ({
    ...placeOf("cache", use),
    settings,
    profile: profileOfCache(settings),
    cloud: cloudNamed(settings.kind),
  });
  return [
    ofDatabase(database, "current"),
    ofCache(cache, "current"),
    ...(oldDatabase === undefined ? [] : [ofDatabase(oldDatabase, "previous")]),
    ...(oldCache === undefined ? [] : [ofCache(oldCache, "previous")]),
  ];
}

function placeOf(store: StoreName, use: DeclaredStore["use"]) {
  return { store, use, path: use === "current" ? store : `${store}.previous` };
}
