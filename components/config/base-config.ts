import { z } from "zod";
import type { DeepReadonly } from "../values/deep-readonly";
import { defaultRelease, executions, type Execution } from "../values/releases";
import { backup } from "./backup-settings";
import { clouds, cluster } from "./cluster-settings";
import { exposure } from "./exposure-settings";
import {
  annotations,
  cidr,
  dnsLabel,
  email,
  host,
  labels,
  objectName,
  origin,
  tags,
  tcpPort,
  text,
  wholeNumber,
  yesOrNo,
} from "./fields/fields";
import { availability, placement } from "./fields/placement-fields";
import { defaultSize, sizeNames } from "./fields/size-classes";
import { rolloutFields } from "./fields/workload-fields";
import type { images } from "./image-settings";
import { monitoring } from "./monitoring-settings";
import { network } from "./network-settings";
import { publicUrl } from "./public-url";
import { quota } from "./quota-settings";
import { secrets } from "./secrets-settings";
import { cache, database } from "./store-settings";

/** The sizes and safeguards that a stack starts from. */
export const presetNames = ["dev", "ci", "staging", "prod"] as const;

const versionText = `a release such as ${defaultRelease} or 1.0.0-rc.1, eight hexadecimal digits of a commit, or latest`;
const version = z
  .string(versionText)
  .regex(/^(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?|[0-9a-f]{8}|latest)$/, versionText);

const registryText = "an http or https URL without a user, such as https://npm.example.com/";

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

const packages = z
  .strictObject({
    registry: z
      .string(registryText)
      .regex(/^https?:\/\/[^\s@/]+(\/[^\s@]*)?$/, registryText)
      .optional()
      .describe("The registry of npm packages that what runs flows asks at every start. Default: npm's own."),
    addresses: z
      .array(cidr)
      .default([])
      .describe("Where the registry is, if at private addresses; its port is that of the URL."),
    namespace: dnsLabel
      .optional()
      .describe("Where the registry is, if in the cluster; the port of the URL is then that of its pods."),
    cacheClaim: objectName
      .optional()
      .describe(
        "A claim with a filled npm cache, of the namespace, which is mounted to be written to; no registry is asked then. Default: none.",
      ),
  })
  .prefault({});

const mailServer = z.strictObject({
  host: host.describe("Its name or address."),
  port: tcpPort.default(587),
  tls: z
    .enum(["starttls", "implicit", "off"])
    .default("starttls")
    .describe(
      "`starttls`: TLS is asked for and required; `implicit`: the connection begins with it, as on port 465; `off`: none.",
    ),
  user: text
    .optional()
    .describe("Who signs in there; the password is `mailPassword`. Default: nobody has to."),
  from: email.describe("Sender of every mail."),
  addresses: z
    .array(cidr)
    .default([])
    .describe("Where it is, if at private addresses. Default: at public ones, which tables may then reach."),
  namespace: dnsLabel.optional().describe("Where it is, if in the cluster; `port` is then that of its pods."),
});

const mail = z
  .strictObject({
    server: mailServer
      .optional()
      .describe(
        "The mail server of tables, the only service that sends by itself. Default: no mail is sent.",
      ),
    flowPorts: z
      .array(tcpPort)
      .min(1, "at least one port")
      .optional()
      .describe(
        "Ports that connections of the SMTP block of flows can have. Default: OpenOps' own, 25, 465, 587 and 2525.",
      ),
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

/** The keys before `images` and `services`, in the order in which people read them. */
export const firstKeys = {
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
  version: version.default(defaultRelease).describe("Release of OpenOps."),
  execution: z
    .enum(executions)
    .optional()
    .describe(
      "What runs flows. Default: what was published with `version`; another one is refused, and a release that is not known has to be told.",
    ),
  namespace: dnsLabel.optional().describe("Namespace. Default: `openops-` and the stack's name."),
  cluster: cluster.prefault(defaultKinds.cluster).describe("The Kubernetes cluster."),
  clouds: clouds.describe("The clouds that the cluster, Postgres or Redis are in."),
};

/** The keys after `services`. */
export const lastKeys = {
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
  packages: packages.describe("Where npm packages that Code steps are compiled with come from."),
  quota: quota.describe("What the namespace may use; checked before anything is made."),
  monitoring: monitoring.prefault(defaultKinds.monitoring).describe("What watches the stack."),
  backup: backup.describe("Scheduled backups, and what restoring one needs."),
  logging: logging.describe("What OpenOps logs."),
  mail: mail.describe("Mail of tables and of flows."),
  integrations: integrations.describe("Telemetry, clouds and chat."),
  tags: tags.default({}).describe("Tags of everything that is made in a cloud."),
  labels: labels.default({}).describe("Labels of every object."),
  annotations: annotations.default({}).describe("Annotations of every object."),
};

type BaseShape = typeof firstKeys & typeof lastKeys & { readonly images: typeof images };

/** A configuration with what follows from its release. */
export type Completed<Config> = Omit<Config, "execution"> & { readonly execution: Execution };

/** A checked configuration without what the services of OpenOps add to it: their settings and their images. */
export interface BaseConfig extends Completed<DeepReadonly<z.output<z.ZodObject<BaseShape>>>> {}

export type PresetName = (typeof presetNames)[number];
