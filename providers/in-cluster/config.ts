import { z } from "zod";
import { databaseName, objectName, text, wholeNumber } from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";
import { defaultSize, storeSizes } from "../../components/config/fields/size-classes";
import { storage } from "../../components/config/fields/workload-fields";
import { resources } from "../../components/config/fields/resource-fields";

const updateStrategy = z
  .strictObject({
    partition: wholeNumber(0).default(0).describe("Pods with a lower ordinal keep their version."),
  })
  .prefault({});

const authorities = text
  .regex(/-----BEGIN CERTIFICATE-----/, "certificates in PEM form")
  .optional()
  .describe(
    "Certificates in PEM form that clients trust instead of ca.crt in the Secret: the old and the new one while an authority changes.",
  );

const tls = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("off") }),
    z.strictObject({
      kind: z.literal("generated"),
      authority: wholeNumber(1)
        .default(1)
        .describe("Number of the authority that signs; another number is another authority."),
      alsoTrusted: wholeNumber(1)
        .optional()
        .describe("Number of an authority that clients trust besides, before or after it signs."),
    }),
    z.strictObject({
      kind: z.literal("existing-secret"),
      secretName: objectName.describe("Secret of type kubernetes.io/tls with tls.crt, tls.key and ca.crt."),
      authorities,
    }),
    z.strictObject({
      kind: z.literal("cert-manager"),
      issuer: objectName.describe("Name of the issuer; it must sign with an authority of its own."),
      issuerKind: z.enum(["Issuer", "ClusterIssuer"]).default("ClusterIssuer"),
      authorities,
    }),
  ])
  .prefault({ kind: "off" });

/** Postgres as a StatefulSet in the stack's namespace. */
export const inClusterDatabase = z.strictObject({
  kind: z.literal("in-cluster"),
  name: databaseName,
  resources: resources(storeSizes.database[defaultSize]),
  storage: storage(20),
  maxConnections: wholeNumber(20, 10000)
    .default(300)
    .describe("Postgres' max_connections; OpenOps needs about 200."),
  updateStrategy,
  tls: tls.describe("Where the server's certificate comes from; every client verifies it."),
});

/** Redis as a StatefulSet in the stack's namespace. */
export const inClusterCache = z.strictObject({
  kind: z.literal("in-cluster"),
  resources: resources(storeSizes.cache[defaultSize]),
  storage: storage(5),
  updateStrategy,
  tls: tls.describe("Where the server's certificate comes from; every client verifies it."),
});

export type InClusterDatabase = DeepReadonly<z.output<typeof inClusterDatabase>>;
export type InClusterCache = DeepReadonly<z.output<typeof inClusterCache>>;
