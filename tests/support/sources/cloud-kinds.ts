import { elastiCacheAuthorities, rdsAuthorities } from "../../../providers/aws/authorities";
import { azureAuthorities } from "../../../providers/azure/store";
import { lookedUp } from "./looked-up-clusters";
import { mockSecret } from "../program";
import {
  addresses,
  authorities,
  config,
  namespace,
  ownPassword,
  privateTls,
  redisOptions,
  role,
  type StoreKind,
} from "./store-kind";

export const aws: StoreKind = {
  name: "aws",
  config: config({ ...lookedUp.aws, database: { kind: "aws" }, cache: { kind: "aws" } }),
  secretKeys: [],
  expected: {
    kind: "aws",
    postgresUrl: `postgresql://${role}@${namespace}-postgres.c1.eu-west-1.rds.amazonaws.com:5432/openops?sslmode=verify-full&sslrootcert=${authorities}/postgres.pem`,
    appRedisUrl: `rediss://:${ownPassword}@master.${namespace}-redis.c1.euw1.cache.amazonaws.com:6379/0`,
    tablesRedisUrl: `rediss://:${ownPassword}@master.${namespace}-redis.c1.euw1.cache.amazonaws.com:6379/1?${redisOptions}&ssl_check_hostname=true`,
    analyticsRedisUrl: `rediss://:${ownPassword}@master.${namespace}-redis.c1.euw1.cache.amazonaws.com:6379/2?${redisOptions}&ssl_check_hostname=true`,
    adminRole: "postgres",
    adminPassword: mockSecret("postgresPassword"),
    postgresMajor: "17",
    database: {
      port: 5432,
      tls: privateTls,
      authority: rdsAuthorities("eu-west-1"),
      peer: addresses("10.0.1.0/24", "10.0.2.0/24"),
    },
    cache: {
      port: 6379,
      tls: { mode: "verify-full", authority: "public" },
      authority: elastiCacheAuthorities(),
      peer: addresses("10.0.1.0/24", "10.0.2.0/24"),
    },
    resources: [
      `Instance ${namespace}-postgres`,
      `ParameterGroup ${namespace}-postgres-postgres17`,
      `ParameterGroup ${namespace}-redis-valkey8`,
      `ReplicationGroup ${namespace}-redis`,
      `SecurityGroup ${namespace}-postgres`,
      `SecurityGroup ${namespace}-redis`,
      `SecurityGroupIngressRule ${namespace}-postgres-from-sg-0cluster`,
      `SecurityGroupIngressRule ${namespace}-redis-from-sg-0cluster`,
      `SubnetGroup ${namespace}-postgres`,
      `SubnetGroup ${namespace}-redis`,
    ],
    protected: [`Instance ${namespace}-postgres`, `ReplicationGroup ${namespace}-redis`],
  },
};

export const gcp: StoreKind = {
  name: "gcp",
  config: config({
    ...lookedUp.gcp,
    database: { kind: "gcp" },
    cache: { kind: "gcp" },
  }),
  secretKeys: [],
  expected: {
    kind: "gcp",
    postgresUrl: `postgresql://${role}@0123.europe-west1.sql-psa.goog:5432/openops?sslmode=verify-full&sslrootcert=${authorities}/postgres.pem`,
    appRedisUrl: "redis://:0123-auth@127.0.0.1:6379/0",
    tablesRedisUrl: `rediss://:0123-auth@10.60.0.9:6378/1?${redisOptions}`,
    analyticsRedisUrl: `rediss://:0123-auth@10.60.0.9:6378/2?${redisOptions}`,
    adminRole: "postgres",
    adminPassword: mockSecret("postgresPassword"),
    postgresMajor: "17",
    database: {
      port: 5432,
      tls: privateTls,
      authority: "-----OLD-----\n-----NEW-----\n",
      peer: addresses("10.60.0.0/20"),
    },
    cache: {
      port: 6378,
      tls: { mode: "verify-ca", authority: "private" },
      authority: "-----REDIS-----\n",
      peer: addresses("10.60.0.0/20"),
    },
    resources: [
      `Connection ${namespace}-services`,
      `DatabaseInstance ${namespace}-postgres`,
      `GlobalAddress ${namespace}-services`,
      `Instance ${namespace}-redis`,
      `User ${namespace}-postgres`,
    ],
    protected: [`DatabaseInstance ${namespace}-postgres`, `Instance ${namespace}-redis`],
  },
};

const azureHost = `${namespace}-redis.westeurope.redis.azure.net:10000`;
const azureKey = "a%2Bkey%2Fwith%3Dsigns";

export const azure: StoreKind = {
  name: "azure",
  config: config({
    ...lookedUp.azure,
    database: { kind: "azure" },
    cache: { kind: "azure" },
  }),
  secretKeys: [],
  expected: {
    kind: "azure",
    postgresUrl: `postgresql://${role}@${namespace}-postgres.postgres.database.azure.com:5432/openops?sslmode=verify-full&sslrootcert=${authorities}/postgres.pem`,
    appRedisUrl: `rediss://:${azureKey}@${azureHost}/0`,
    tablesRedisUrl: `rediss://:${azureKey}@${azureHost}/0?${redisOptions}&ssl_check_hostname=true`,
    analyticsRedisUrl: `rediss://:${azureKey}@${azureHost}/0?${redisOptions}&ssl_check_hostname=true`,
    adminRole: "openops_admin",
    adminPassword: mockSecret("postgresPassword"),
    postgresMajor: "17",
    database: {
      port: 5432,
      tls: { mode: "verify-full", authority: "public" },
      authority: azureAuthorities(),
      peer: addresses("10.8.8.0/28"),
    },
    cache: {
      port: 10000,
      tls: { mode: "verify-full", authority: "public" },
      authority: azureAuthorities(),
      peer: addresses("10.8.9.0/28"),
    },
    resources: [
      `Configuration ${namespace}-postgres-require-secure-transport`,
      `Database ${namespace}-redis`,
      `ManagementLockByScope ${namespace}-postgres`,
      `ManagementLockByScope ${namespace}-redis`,
      `PrivateDnsZoneGroup ${namespace}-redis`,
      `PrivateEndpoint ${namespace}-redis`,
      `PrivateZone ${namespace}-postgres-dns`,
      `PrivateZone ${namespace}-redis-dns`,
      `RedisEnterprise ${namespace}-redis`,
      `Server ${namespace}-postgres`,
      `Subnet ${namespace}-postgres`,
      `VirtualNetworkLink ${namespace}-postgres-dns`,
      `VirtualNetworkLink ${namespace}-redis-dns`,
    ],
    protected: [
      `Server ${namespace}-postgres`,
      `RedisEnterprise ${namespace}-redis`,
      `Database ${namespace}-redis`,
    ],
  },
};
