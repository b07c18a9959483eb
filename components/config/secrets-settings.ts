import { z } from "zod";
import { copiedSecrets } from "../values/secret-definitions";
import {
  annotations,
  labels,
  matching,
  objectName,
  origin,
  text,
  wholeNumber,
  yesOrNo,
} from "./fields/fields";

const names = "names of secrets, and of variables as SERVICE.VARIABLE";

/** A key of a Secret. */
const secretKey = matching(/^[-._a-zA-Z0-9]{1,253}$/, "a key of a Secret: letters, digits, -, _ and .");

/** The account by which a store knows who reads it. */
const identity = annotations
  .default({})
  .describe(
    "Annotations of the ServiceAccount that reads the store, for its cloud's identity. Default: the identity of External Secrets itself.",
  );

const store = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("aws"),
    region: text.describe("Region of AWS Secrets Manager."),
    roleArn: text.optional().describe("Role that is assumed to read."),
    identity,
  }),
  z.strictObject({
    kind: z.literal("gcp"),
    project: text.describe("Project of Google Secret Manager."),
    clusterLocation: text.optional().describe("Location of the GKE cluster. Default: asked of the node."),
    clusterName: text.optional().describe("Name of the GKE cluster. Default: asked of the node."),
    identity,
  }),
  z.strictObject({
    kind: z.literal("azure"),
    vaultUrl: origin.describe("Address of the key vault, such as https://NAME.vault.azure.net."),
    tenantId: text.optional().describe("Tenant of the vault. Default: the identity's."),
    identity,
  }),
  z.strictObject({
    kind: z.literal("vault"),
    server: origin.describe("Address of HashiCorp Vault."),
    mount: text.default("secret").describe("Where its key-value engine is mounted."),
    version: z.enum(["v1", "v2"]).default("v2").describe("Version of that engine."),
    namespace: text.optional().describe("Namespace of Vault Enterprise."),
    authMount: text.default("kubernetes").describe("Where its Kubernetes authentication is mounted."),
    role: text.describe("Role of that authentication which the ServiceAccount may take."),
    identity,
  }),
  z.strictObject({
    kind: z.literal("existing"),
    name: objectName.describe("Name of a store that exists."),
    storeKind: z.enum(["SecretStore", "ClusterSecretStore"]).default("ClusterSecretStore"),
  }),
]);

const fingerprintText = "a fingerprint of 16 hexadecimal digits";
const remote = z.strictObject({
  key: text.describe("Name of the secret in the store."),
  property: text.optional().describe("Field of its JSON value. Default: the whole value."),
  version: text.optional().describe("Version. Default: the newest."),
  fingerprint: matching(/^[0-9a-f]{16}$/, fingerprintText)
    .optional()
    .describe("Says which value the store holds, for a secret that something stored depends on."),
});

const external = z
  .strictObject({
    store: store.describe("Where External Secrets reads."),
    refreshMinutes: wholeNumber(1, 10080).default(60).describe("Minutes between two looks at the store."),
    keys: z
      .record(z.string(), remote, `a map of ${names}`)
      .describe("Which secrets come from the store, and where in it each is."),
  })
  .optional();

/** How secrets are handled; their values are keys of their own. */
export const secrets = z
  .strictObject({
    existing: z
      .record(objectName, z.record(z.string(), secretKey, `a map of ${names}`), "a map of names of Secrets")
      .default({})
      .describe("Secrets of the namespace that others keep: name, then which secret is under which key."),
    external: external.describe("Secrets that External Secrets brings. Default: none."),
    immutable: yesOrNo.default(true).describe("Whether the Secrets that the stack makes are immutable."),
    labels: labels.default({}).describe("Labels of every Secret."),
    annotations: annotations.default({}).describe("Annotations of every Secret."),
    copyChanges: z
      .partialRecord(z.enum(copiedSecrets), wholeNumber(0))
      .default({})
      .describe(
        "How often the copy that a service keeps of a secret was changed on purpose: raise it once the service has the new value.",
      ),
  })
  .prefault({});
