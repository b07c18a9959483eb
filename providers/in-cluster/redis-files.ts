import { storePorts } from "../../components/model/policies";

interface RedisSettings {
  /** Memory that Redis may fill before it refuses writes, in bytes. */
  readonly maxMemoryBytes: bigint;
  readonly usersPath: string;
  readonly dataPath: string;
}

/** Redis' configuration: every write on disk within a second, and no key is ever evicted. */
export function redisConfig({ maxMemoryBytes, usersPath, dataPath }: RedisSettings): string {
  return [
    `port ${storePorts.cache}`,
    `dir ${dataPath}`,
    "appendonly yes",
    "appendfsync everysec",
    "save 900 1 300 10 60 10000",
    `maxmemory ${maxMemoryBytes}`,
    "maxmemory-policy noeviction",
    "notify-keyspace-events Ex",
    `aclfile ${usersPath}`,
    "",
  ].join("\n");
}

/** Redis' users: one, with a password, who may do everything on every key and channel. */
export function redisUsers(password: string): string {
  return `user default on >${password} ~* &* +@all\n`;
}
