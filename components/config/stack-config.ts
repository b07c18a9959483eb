import { z } from "zod";
import { nextName, overlappingSecrets, registryPassword, secretNames } from "../values/secret-definitions";
import { backup } from "./backup-settings";
import { clouds, cluster } from "./cluster-settings";
import {
  annotations,
  dnsLabel,
  email,
  environmentVariables,
  labels,
  origin,
  tags,
  text,
  wholeNumber,
  yesOrNo,
} from "./fields/fields";
import { exposure } from "./exposure-settings";
import { availability, placement } from "./fields/placement-fields";
import { monitoring } from "./monitoring-settings";
import { publicUrl } from "./public-url";
import { network } from "./network-settings";
import type { DeepReadonly } from "../values/deep-readonly";
import { quota } from "./quota-settings";
import { secrets } from "./secrets-settings";
import { services } from "./service-settings";
import { defaultSize, sizeNames } from "./fields/size-classes";
import { cache, database } from "./store-settings";
import { rolloutFields } from "./fields/workload-fields";

/** The sizes and safeguards that a stack starts from. */
export const presetNames = ["dev", "ci", "staging", "prod"] as const;

const versionText = "a release such as 0.6.25 or 1.0.0-rc.1, eight hexadecimal digits of a commit, or latest";
const version = z
  .string(versionText)
  .regex(/^(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?|[0-9a-f]{8}|latest)$/, versionText);

const image = z
  .strictObject({
    repository: text.optional().describe("Repository with registry. Default: the published one."),
    tag: text.optional().describe("Tag. Default: the one that belongs to `version`."),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "a digest such as sha256:… with 64 hexadecimal digits")
      .optional()
      .describe("Digest; wins over the tag."),
  })
  .prefault({});

const images = z
  .strictObject({
    registry: text
      .optional()
      .describe(
        "Registry that mirrors all images, with a path if need be; the published paths follow. Default: each image's own.",
      ),
    pullPolicy: z.enum(["IfNotPresent", "Always", "Never"]).default("IfNotPresent"),
    pullSecrets: z.array(dnsLabel).default([]).describe("Names of image pull secrets in the namespace."),
    credentials: z
      .strictObject({
        server: text.describe("Host of the registry, such as registry.example.com."),
        username: text.describe("Who pulls; the password is `registryPassword`."),
      })
      .optional()
      .describe("Makes a pull secret for a private registry. Default: none."),
    app: image,
    engine: image,
    worker: image,
    tables: image,
    analytics: image,
    nginx: image,
    companion: image.describe(
      "Runs what waits for peers and what speaks TLS to Redis; it needs bash and nginx.",
    ),
    postgres: image,
    redis: image,
    postgresExporter: image,
    redisExporter: image,
    nginxExporter: image,
    rclone: image.describe("Carries backups to a bucket and back."),
  })
  .prefault({});

const logging = z
  .strictObject({
    level: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
    pretty: yesOrNo.default(false).describe("Logs for people instead of JSON."),
    redaction: yesOrNo.default(true).describe("Mask sensitive fields."),
  })
  .prefault({});

const openTelemetry = z.strictObject({
  endpoint: origin.describe(
    "Where it takes OTLP over HTTP, for instance http://collector.monitoring.svc:4318.",
  ),
  namespace: dnsLabel
    .optional()
    .describe(
      "Namespace of the collector, which tables may then reach. Default: it is outside the cluster; another port than 443 or a private address also needs `services.tables.egress`.",
    ),
});

const integrations = z
  .strictObject({
    telemetry: z.enum(["DISABLED", "COLLECTOR", "LOGZIO"]).default("COLLECTOR"),
    awsImplicitRole: yesOrNo
      .default(false)
      .describe(
        "Let flows use the AWS role of the nodes or pods that run them; an `identity` of AWS of engine or worker does so by itself.",
      ),
    slackInteractions: yesOrNo.default(true),
    openTelemetry: openTelemetry
      .optional()
      .describe("A collector that gets metrics, traces and logs of tables. Default: none."),
  })
  .prefault({});

const rollout = z
  .strictObject({
    maxSurge: rolloutFields.maxSurge.default(1),
    maxUnavailable: rolloutFields.maxUnavailable.default(0),
    timeoutMinutes: wholeNumber(1, 240)
      .default(30)
      .describe("How long one workload may take to become ready; a first start migrates databases."),
    backupBeforeUpgrade: yesOrNo
      .default(false)
      .describe("Let `npm run up` take a backup before it changes the release of a service."),
    downgradeTo: version
      .optional()
      .describe(
        "Older release than the deployed one that may come, since its data was restored. Default: none.",
      ),
  })
  .prefault({});

/** The kind that a union has where no layer names one: the bottom layer of every stack. */
export const defaultKinds = {
  cluster: { kind: "kubeconfig" },
  database: { kind: "in-cluster" },
  cache: { kind: "in-cluster" },
  exposure: { kind: "cluster-ip" },
  monitoring: { kind: "off" },
} as const;

/**
 * The whole configuration of a stack, without the secret values: types, messages, the editor schema
 * and the reference in docs come from it.
 */
export const stackSchema = z.strictObject({
  preset: z.enum(presetNames).describe("The sizes and safeguards that the stack starts from."),
  overlays: z
    .array(text)
    .default([])
    .describe("YAML files with more configuration, later ones win; paths are relative to the project."),
  size: z
    .enum(sizeNames)
    .default(defaultSize)
    .describe(
      "Sizes of all pods at once; a layer that names it sets every one, and single ones win. No number of pods and no volume changes.",
    ),
  publicUrl: publicUrl
    .default("http://localhost:8080")
    .describe("Where people open OpenOps; cookies, links, CORS and webhooks use it."),
  version: version.default("0.6.25").describe("Release of OpenOps."),
  execution: z
    .enum(["engine", "worker"])
    .default("engine")
    .describe(
      "What runs flows: engine up to 0.6.25, worker in the releases after it; another one is refused.",
    ),
  namespace: dnsLabel.optional().describe("Namespace. Default: `openops-` and the stack's name."),
  cluster: cluster.prefault(defaultKinds.cluster).describe("The Kubernetes cluster."),
  clouds: clouds.describe("The clouds that the cluster, Postgres or Redis are in."),
  images: images.describe("Where container images come from."),
  services: services.describe("OpenOps' own services."),
  database: database.prefault(defaultKinds.database).describe("Where Postgres comes from."),
  cache: cache.prefault(defaultKinds.cache).describe("Where Redis comes from."),
  exposure: exposure.prefault(defaultKinds.exposure).describe("How people reach the gateway."),
  secrets: secrets.describe("How secrets are handled; their values are keys of their own."),
  admin: z
    .strictObject({ email: email.default("admin@openops.com").describe("Sign-in of the first user.") })
    .prefault({}),
  placement: placement.describe("Where pods run."),
  availability: availability.describe("What keeps a stack and its data."),
  rollout: rollout.describe("How changes reach running pods."),
  network: network.describe("What the NetworkPolicies need to know."),
  quota: quota.describe("What the namespace may use; checked before anything is made."),
  monitoring: monitoring.prefault(defaultKinds.monitoring).describe("What watches the stack."),
  backup: backup.describe("Scheduled backups, and what restoring one needs."),
  logging: logging.describe("What OpenOps logs."),
  integrations: integrations.describe("Telemetry, clouds and chat."),
  tags: tags.default({}).describe("Tags of everything that is made in a cloud."),
  labels: labels.default({}).describe("Labels of every object."),
  annotations: annotations.default({}).describe("Annotations of every object."),
});

/** Secret values are flat keys, so that `pulumi config set --secret` encrypts each on its own. */
export const secretKeys: readonly string[] = [
  ...secretNames,
  ...overlappingSecrets.map(nextName),
  registryPassword,
  "extraSecrets",
];

/** Secret environment variables of users' own: service, variable, value. */
export const extraSecretsSchema = z.partialRecord(
  z.enum(["app", "engine", "worker", "tables", "analytics"]),
  environmentVariables,
);

/** A checked configuration with every default filled in. */
export type StackConfig = DeepReadonly<z.output<typeof stackSchema>>;

/** What a layer (a preset, an overlay or a stack file) may say. */
export type StackLayer = DeepPartial<z.input<typeof stackSchema>>;

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
    : T;

export type PresetName = (typeof presetNames)[number];
