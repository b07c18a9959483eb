import { Cron } from "croner";
import { z } from "zod";
import { annotations, labels, matching, objectName, text, wholeNumber, yesOrNo } from "./fields/fields";
import { identity } from "./identity-settings";
import type { DeepReadonly } from "../values/deep-readonly";
import { resources } from "./fields/resource-fields";
import { egressRule, storage } from "./fields/workload-fields";

const scheduleText =
  "five fields of cron such as 0 1 * * * or 30 8-18/2 * * 1-5, each *, a value, a range or a list of these, or @daily";

const months = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";
const weekdays = "SUN|MON|TUE|WED|THU|FRI|SAT";

/** One field of cron in the form that Kubernetes takes: no seconds, no L, W or #, and no 7 for Sunday. */
function cronField(value: string): string {
  const part = String.raw`(\*|(${value})(-(${value}))?)(/[1-9][0-9]?)?`;
  return `${part}(,${part})*`;
}

const cronForm = new RegExp(
  `^(@(yearly|annually|monthly|weekly|daily|hourly)|${[
    ...["[0-9]{1,2}", "[0-9]{1,2}", "[0-9]{1,2}"],
    ...[`[0-9]{1,2}|${months}`, `[0-6]|${weekdays}`],
  ]
    .map(cronField)
    .join(" ")})$`,
);

/** When something runs next by a schedule; undefined where it never does, or where the schedule is none. */
function nextRun(schedule: string): Date | undefined {
  try {
    return new Cron(schedule, { paused: true }).nextRun() ?? undefined;
  } catch {
    return undefined;
  }
}

const schedule = z
  .string(scheduleText)
  .regex(cronForm, { error: scheduleText, abort: true })
  .refine((value) => nextRun(value) !== undefined, "values in their ranges, and a day that there is");

const timeZoneText = "a time zone such as Etc/UTC or Europe/Berlin";
const timeZone = matching(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/, timeZoneText);

const prefixText = "a path without a slash at either end, such as openops/prod";
const prefix = matching(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, prefixText)
  .optional()
  .describe("Path below which backups are kept. Default: `openops/` and the namespace.");

const scratchGi = wholeNumber(1, 65536)
  .default(20)
  .describe("Room on the node for one backup on its way, in GiB.");

function credentials(keys: string) {
  return objectName
    .optional()
    .describe(`Secret in the namespace with ${keys}. Default: the identity of the pods' account.`);
}

const bucketText = "the name of a bucket: lower-case letters, digits, dots, hyphens and underscores";
const bucket = matching(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, bucketText).describe("Name of the bucket.");

const target = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("claim"),
      storage: storage(20).describe(
        "The volume `openops-backups`. It should not be in the same failure domain.",
      ),
    }),
    z.strictObject({
      kind: z.literal("s3"),
      bucket,
      region: text.describe("Region of the bucket."),
      endpoint: text.optional().describe("URL of a server other than AWS that speaks S3."),
      prefix,
      scratchGi,
      credentialsSecret: credentials("the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    }),
    z.strictObject({
      kind: z.literal("gcs"),
      bucket,
      prefix,
      scratchGi,
      credentialsSecret: credentials("the key RCLONE_CONFIG_TARGET_SERVICE_ACCOUNT_CREDENTIALS"),
    }),
    z.strictObject({
      kind: z.literal("azure-blob"),
      account: matching(/^[a-z0-9]{3,24}$/, "a storage account: 3 to 24 lower-case letters and digits"),
      container: bucket.describe("Name of the container."),
      resourceGroup: text
        .optional()
        .describe("Resource group of the account, for an `identity`. Default: the one of `clouds.azure`."),
      prefix,
      scratchGi,
      credentialsSecret: credentials("the key RCLONE_CONFIG_TARGET_KEY"),
    }),
  ])
  .prefault({ kind: "claim" });

/** Scheduled backups of the databases, the roles and the files of tables. */
export const backup = z
  .strictObject({
    enabled: yesOrNo.default(false).describe("Make backups, and be able to restore one."),
    schedule: schedule.default("0 1 * * *").describe("When, as cron has it."),
    timeZone: timeZone.default("Etc/UTC").describe("Time zone of the schedule."),
    keep: wholeNumber(1, 1000)
      .default(14)
      .describe("How many finished backups are kept; older ones are deleted."),
    timeoutMinutes: wholeNumber(1, 1440).default(120).describe("How long one may take before it is ended."),
    files: yesOrNo.default(true).describe("Include the files that people uploaded to tables."),
    target: target.describe("Where backups are kept."),
    egress: z
      .array(egressRule)
      .default([])
      .describe("Where else the pods may connect to, for a target at a private address."),
    identity: identity
      .optional()
      .describe(
        "Identity of the bucket's cloud for the pods; a new one gets the rights that they need, and no more.",
      ),
    serviceAccountAnnotations: annotations
      .default({})
      .describe("Annotations of the pods' account, by which a cloud knows them that `identity` does not."),
    podLabels: labels.default({}).describe("Additional labels of the pods."),
    // pg_dump and tar hand on what they read: 11 MiB measured without data. The rest is an estimate for large rows,
    // which pg_dump holds whole, and for the index of a restore.
    resources: resources({ requests: ["256Mi", "100m"], limits: ["1Gi", "1"] }),
    volumeSnapshotClass: objectName
      .optional()
      .describe("VolumeSnapshotClass; `npm run backup` then takes a snapshot of each volume as well."),
    velero: yesOrNo
      .default(false)
      .describe("Annotate pods with volumes for Velero, with a dump of Postgres before each of its backups."),
  })
  .prefault({});

/** Where backups are kept. */
export type BackupTarget = DeepReadonly<z.output<typeof target>>;
