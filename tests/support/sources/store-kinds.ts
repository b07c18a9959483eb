import { publicAuthorities } from "../../../providers/public-authorities";
import { aws, azure, gcp } from "./cloud-kinds";
import { mockCertificate, mockSecret } from "../program";
import {
  addresses,
  authorities,
  config,
  namespace,
  ownPassword,
  pods,
  privateTls,
  redisOptions,
  role,
  type StoreKind,
} from "./store-kind";

const inClusterObjects = [
  "ConfigMap postgres",
  "ConfigMap redis",
  "PersistentVolumeClaim data-postgres-0",
  "PersistentVolumeClaim data-redis-0",
  "Secret postgres",
  "Secret redis",
  "Secret redis-users",
  "Service postgres",
  "Service postgres-headless",
  "Service redis",
  "Service redis-headless",
  "StatefulSet postgres",
  "StatefulSet redis",
];

const inCluster: StoreKind = {
  name: "in-cluster",
  config: config({}),
  secretKeys: [],
  expected: {
    kind: "in-cluster",
    postgresUrl: `postgresql://${role}@postgres.${namespace}.svc:5432/openops`,
    appRedisUrl: `redis://:${mockSecret("redisPassword")}@redis.${namespace}.svc:6379/0`,
    tablesRedisUrl: `redis://:${mockSecret("redisPassword")}@redis.${namespace}.svc:6379/1`,
    analyticsRedisUrl: `redis://:${mockSecret("redisPassword")}@redis.${namespace}.svc:6379/2`,
    adminRole: "postgres",
    adminPassword: mockSecret("postgresPassword"),
    postgresMajor: "17",
    database: { port: 5432, tls: undefined, authority: undefined, peer: pods("database") },
    cache: { port: 6379, tls: undefined, authority: undefined, peer: pods("cache") },
    resources: inClusterObjects,
    protected: ["PersistentVolumeClaim data-postgres-0", "PersistentVolumeClaim data-redis-0"],
  },
};

const inClusterTls: StoreKind = {
  name: "in-cluster with TLS",
  config: config({ database: { tls: { kind: "generated" } }, cache: { tls: { kind: "generated" } } }),
  secretKeys: [],
  expected: {
    ...inCluster.expected,
    postgresUrl: `postgresql://${role}@postgres.${namespace}.svc:5432/openops?sslmode=verify-full&sslrootcert=${authorities}/postgres.pem`,
    appRedisUrl: `redis://:${ownPassword}@127.0.0.1:6379/0`,
    tablesRedisUrl: `rediss://:${ownPassword}@redis.${namespace}.svc:6379/1?${redisOptions}&ssl_check_hostname=true`,
    analyticsRedisUrl: `rediss://:${ownPassword}@redis.${namespace}.svc:6379/2?${redisOptions}&ssl_check_hostname=true`,
    database: {
      ...inCluster.expected.database,
      tls: privateTls,
      authority: mockCertificate("postgres-certificate-authority"),
    },
    cache: {
      ...inCluster.expected.cache,
      tls: privateTls,
      authority: mockCertificate("redis-certificate-authority"),
    },
    resources: [...inClusterObjects, "Secret postgres-certificate", "Secret redis-certificate"],
  },
};

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const external: StoreKind = {
  name: "external",
  config: config({
    postgresPassword: "the-admin-password",
    redisPassword: "the-redis-password",
    database: {
      kind: "external",
      host: "db.example.com",
      port: 5433,
      addresses: ["10.20.0.0/24"],
      adminRole: "company_admin",
      tls: { kind: "verify-ca", authority: { kind: "pem", pem } },
    },
    cache: {
      kind: "external",
      host: "redis.example.com",
      port: 6380,
      addresses: ["10.20.1.0/24"],
      databases: "one",
    },
  }),
  secretKeys: ["openops:postgresPassword", "openops:redisPassword"],
  expected: {
    kind: "external",
    postgresUrl: `postgresql://${role}@db.example.com:5433/openops?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=${authorities}/postgres.pem`,
    appRedisUrl: "rediss://:the-redis-password@redis.example.com:6380/0",
    tablesRedisUrl: `rediss://:the-redis-password@redis.example.com:6380/0?${redisOptions}&ssl_check_hostname=true`,
    analyticsRedisUrl: `rediss://:the-redis-password@redis.example.com:6380/0?${redisOptions}&ssl_check_hostname=true`,
    adminRole: "company_admin",
    adminPassword: "the-admin-password",
    postgresMajor: "",
    database: {
      port: 5433,
      tls: { mode: "verify-ca", authority: "private" },
      authority: pem,
      peer: addresses("10.20.0.0/24"),
    },
    cache: {
      port: 6380,
      tls: { mode: "verify-full", authority: "public" },
      authority: publicAuthorities(),
      peer: addresses("10.20.1.0/24"),
    },
    resources: [],
    protected: [],
  },
};

/** Every kind of server that a configuration can name. */
export const kindsOfStores: readonly StoreKind[] = [inCluster, inClusterTls, external, aws, gcp, azure];
