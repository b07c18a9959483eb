import { z } from "zod";
import {
  cidr,
  databaseName,
  databaseRole,
  dnsLabel,
  host,
  objectName,
  tcpPort,
  text,
} from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";

const authority = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("public") }),
    z.strictObject({
      kind: z.literal("pem"),
      pem: text
        .regex(/-----BEGIN CERTIFICATE-----/, "certificates in PEM form")
        .describe("Certificates in PEM form; all of them are trusted."),
    }),
    z.strictObject({
      kind: z.literal("secret"),
      secretName: objectName.describe("Secret in the stack's namespace."),
      key: text.default("ca.crt").describe("Key in it with certificates in PEM form."),
    }),
  ])
  .prefault({ kind: "public" })
  .describe("Who signed the server's certificate: a public authority, or the ones given.");

const off = z.strictObject({ kind: z.literal("off") });
const verifyFull = z.strictObject({ kind: z.literal("verify-full"), authority });
const verifyAuthority = z.strictObject({ kind: z.literal("verify-ca"), authority });

const serverFields = {
  kind: z.literal("external"),
  host: host.describe("Where pods reach the server; verify-full needs the name that its certificate has."),
  addresses: z
    .array(cidr)
    .min(1, "at least one address range")
    .describe("Address ranges the server is in; NetworkPolicies let clients reach these and no others."),
};

const fromConfig = z.strictObject({ kind: z.literal("config") });

const fromSecret = z.strictObject({
  kind: z.literal("secret"),
  secretName: objectName.describe("A Secret that somebody else keeps."),
  namespace: dnsLabel
    .optional()
    .describe("Its namespace. Default: the stack's, which then has to be there before the stack is."),
  passwordKey: text.default("password").describe("Key in it with the password."),
});

const tlsText = "Whether clients use TLS, and what they check. Default: the certificate and the name in it.";

/** A Postgres server that exists. */
export const externalDatabase = z.strictObject({
  ...serverFields,
  name: databaseName,
  port: tcpPort.default(5432).describe("TCP port."),
  adminRole: databaseRole.default("postgres").describe("Role that may create roles and databases."),
  credentials: z
    .discriminatedUnion("kind", [
      fromConfig,
      fromSecret.extend({
        usernameKey: text.optional().describe("Key in it with the name of the role, instead of `adminRole`."),
      }),
    ])
    .prefault({ kind: "config" })
    .describe("Where that role's password is: in `postgresPassword`, or in a Secret of the cluster."),
  tls: z
    .discriminatedUnion("kind", [verifyFull, verifyAuthority, off])
    .prefault({ kind: "verify-full" })
    .describe(tlsText),
});

/** A Redis server that exists. */
export const externalCache = z.strictObject({
  ...serverFields,
  port: tcpPort.default(6379).describe("TCP port."),
  credentials: z
    .discriminatedUnion("kind", [fromConfig, fromSecret])
    .prefault({ kind: "config" })
    .describe("Where its password is: in `redisPassword`, or in a Secret of the cluster."),
  databases: z
    .enum(["many", "one"])
    .default("many")
    .describe("Whether it has numbered databases; with one, all clients use 0."),
  tls: z
    .discriminatedUnion("kind", [
      verifyFull,
      verifyAuthority.extend({
        serverName: host.describe("The name or address that the certificate has instead of the host."),
      }),
      off,
    ])
    .prefault({ kind: "verify-full" })
    .describe(tlsText),
});

export type ExternalDatabase = DeepReadonly<z.output<typeof externalDatabase>>;
export type ExternalCache = DeepReadonly<z.output<typeof externalCache>>;
