import { z } from "zod";
import { loadScaling, queueScaling } from "./fields/autoscaling-fields";
import { hsts } from "./exposure-settings";
import { text, wholeNumber, yesOrNo } from "./fields/fields";
import { identity } from "./identity-settings";
import { defaultSize, resourceSizes, workerSizes } from "./fields/size-classes";
import { enabled, sharedStorage, serviceFields } from "./fields/workload-fields";
import { resources } from "./fields/resource-fields";

const flowsIdentity = {
  identity: identity
    .optional()
    .describe("Identity of a cloud for its pods, and so for flows. Default: none."),
};

const gateway = z.strictObject({
  ...serviceFields,
  autoscaling: loadScaling(6),
  resources: resources(resourceSizes.gateway[defaultSize]),
  bodyLimitMi: wholeNumber(1, 1024)
    .default(10)
    .describe("Largest request body in MiB that is let in; the app has a limit of its own."),
  tablesBodyLimitMi: wholeNumber(1, 10240)
    .default(512)
    .describe("Largest request body in MiB for tables, which takes file uploads."),
  requestsPerSecond: wholeNumber(1).default(100).describe("Requests per second and client address."),
  requestBurst: wholeNumber(1)
    .default(200)
    .describe("Requests above that rate that are let through at once."),
  connectionsPerClient: wholeNumber(1).default(100).describe("Open connections per client address."),
  extraCspDomains: z
    .array(text)
    .default([])
    .describe("Domains that pages may load content from, besides OpenOps' own."),
  hsts: hsts.describe("Strict transport security over https. Default: none; browsers do not forget it."),
});

const app = z.strictObject({
  ...serviceFields,
  autoscaling: loadScaling(10),
  resources: resources(resourceSizes.app[defaultSize]),
  environmentName: text
    .refine((name) => name !== "local", "a name other than local, with which Code steps of flows fail")
    .optional()
    .describe(
      "OPS_ENVIRONMENT_NAME of the app and of what runs flows; never `local`. Default: the name of the preset.",
    ),
  flowTimeoutSeconds: wholeNumber(1, 86400)
    .default(600)
    .describe("How long a flow may run; also the time-out of synchronous webhooks."),
  requestBodyLimitMi: wholeNumber(1, 1024)
    .default(10)
    .describe("Largest request body in MiB that the app takes; the gateway must let it in."),
  executionDataRetentionDays: wholeNumber(1)
    .default(30)
    .describe("How long the data of finished runs are kept."),
  hostValidation: yesOrNo
    .default(true)
    .describe("Refuse flows that call private addresses; false also needs an egress rule of the executor."),
});

const engine = z.strictObject({
  ...serviceFields,
  ...flowsIdentity,
  autoscaling: queueScaling(8),
  resources: resources(resourceSizes.engine[defaultSize]),
});

const worker = z.strictObject({
  ...serviceFields,
  ...flowsIdentity,
  autoscaling: queueScaling(8),
  resources: resources(resourceSizes.worker[defaultSize]),
  flowConcurrency: wholeNumber(1, 64)
    .default(workerSizes[defaultSize].flowConcurrency)
    .describe("Runs of each kind of flow queue at a time, per pod."),
  scheduledConcurrency: wholeNumber(1, 64)
    .default(workerSizes[defaultSize].scheduledConcurrency)
    .describe("Scheduled runs at a time, per pod."),
  enginePoolMinimum: wholeNumber(0, 64)
    .default(workerSizes[defaultSize].enginePoolMinimum)
    .describe("Engine processes kept warm."),
  enginePoolMaximum: wholeNumber(1, 64)
    .default(workerSizes[defaultSize].enginePoolMaximum)
    .describe("Engine processes at most."),
  engineMemoryMi: wholeNumber(64, 65536)
    .default(workerSizes[defaultSize].engineMemoryMi)
    .describe("Memory of one engine process in MiB."),
});

const tables = z.strictObject({
  ...serviceFields,
  identity: identity
    .optional()
    .describe("Identity of a cloud for its pods, for files in object storage. Default: none."),
  resources: resources(resourceSizes.tables[defaultSize]),
  storage: sharedStorage(10, "tables-pvc").describe("The volume with uploaded files."),
});

const analytics = z.strictObject({
  ...serviceFields,
  autoscaling: loadScaling(5),
  enabled: enabled.describe("Install analytics; false leaves out its pods, route, database and secrets."),
  resources: resources(resourceSizes.analytics[defaultSize]),
});

/** The settings of OpenOps' own services. */
export const services = z
  .strictObject({
    gateway: gateway.prefault({}).describe("nginx, the only way in."),
    app: app.prefault({}).describe("The application server."),
    engine: engine.prefault({}).describe("Runs flows where `execution` is engine."),
    worker: worker.prefault({}).describe("Runs flows where `execution` is worker."),
    tables: tables.prefault({}).describe("Tables (Baserow)."),
    analytics: analytics.prefault({}).describe("Analytics (Superset)."),
  })
  .prefault({});
