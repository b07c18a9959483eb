import type { ServerTls } from "../../components/model/store-profile";
import { elastiCacheAuthorities, rdsAuthorities } from "../../providers/aws/authorities";
import { publicAuthorities } from "../../providers/public-authorities";
import { mockCertificate, mockSecret } from "./program";

interface ExpectedStore {
  readonly port: number;
  readonly tls: ServerTls | undefined;
  /** Content of the file with its authorities. */
  readonly authority: unknown;
  /** Where NetworkPolicies let traffic go. */
  readonly peer: readonly object[];
}

/** One kind of server: a stack that uses it for both stores, and what must be true of it. */
export interface StoreKind {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly expected: {
    readonly kind: string;
    readonly postgresUrl: string;
    readonly appRedisUrl: string;
    readonly tablesRedisUrl: string;
    readonly analyticsRedisUrl: string;
    readonly adminRole: string;
    readonly adminPassword: string;
    readonly postgresMajor: string;
    readonly database: ExpectedStore;
    readonly cache: ExpectedStore;
    readonly resources: readonly string[];
    readonly protected: readonly string[];
  };
}

const namespace = "openops-kinds";
const authorities = "/etc/openops/ca";
const role = `openops_app:${mockSecret("postgresAppPassword")}`;

function config(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const all = { preset: "dev", availability: { protectData: true }, ...values };
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [
      `openops:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

const pods = (component: string) => [
  {
    podSelector: {
      matchLabels: { "app.kubernetes.io/part-of": "openops", "app.kubernetes.io/component": component },
    },
  },
];

const addresses = (...cidrs: readonly string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));

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

const privateTls = { mode: "verify-full", authority: "private" } as const;
const redisOptions = `ssl_cert_reqs=required&ssl_ca_certs=${authorities}/redis.pem`;
const ownPassword = mockSecret("redisPassword");

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

const eks = {
  cluster: { kind: "eks", name: "production" },
  clouds: { aws: { region: "eu-west-1" } },
};

const aws: StoreKind = {
  name: "aws",
  config: config({ ...eks, database: { kind: "aws" }, cache: { kind: "aws" } }),
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

/** Every kind of server that a configuration can name. */
export const kindsOfStores: readonly StoreKind[] = [inCluster, inClusterTls, external, aws];
