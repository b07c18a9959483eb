import type { ServerTls } from "../../../providers/store-profile";
import { mockSecret } from "../program";
import { writtenConfig } from "../written-config";

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

export const namespace = "openops-kinds";
export const authorities = "/etc/openops/ca";
export const role = `openops_app:${mockSecret("postgresAppPassword")}`;

export function config(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const all = { preset: "dev", availability: { protectData: true }, ...values };
  return writtenConfig(all);
}

export const pods = (component: string) => [
  {
    podSelector: {
      matchLabels: {
        "app.kubernetes.io/part-of": "openops",
        "app.kubernetes.io/instance": "openops-kinds",
        "app.kubernetes.io/component": component,
      },
    },
  },
];

export const addresses = (...cidrs: readonly string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));

export const privateTls = { mode: "verify-full", authority: "private" } as const;
export const redisOptions = `ssl_cert_reqs=required&ssl_ca_certs=${authorities}/redis.pem`;
export const ownPassword = mockSecret("redisPassword");
