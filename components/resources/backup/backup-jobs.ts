import type * as core from "@pulumi/kubernetes/core/v1";
import * as batch from "@pulumi/kubernetes/batch/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { backupScripts } from "../../plan/backup/backup-folders";
import type { BackupPlan } from "../../plan/backup/backup-plan";
import { backupNames } from "../../plan/names";
import { childOptions, metadata, type ClientScope } from "../scope";
import type { SecretVariables } from "../secrets/secret-variables";
import { backupPod } from "./backup-pod";
import { named } from "../component";

/** What the pods of backups are made from. */
export interface BackupObjects {
  readonly scope: ClientScope;
  readonly backup: BackupPlan;
  readonly scripts: core.ConfigMap;
  /** With the passwords of the databases' owners. */
  readonly owners: SecretVariables;
  /** With the administrator's password. */
  readonly administrator: SecretVariables;
  readonly adminRole: pulumi.Input<string>;
}

/** The CronJob that makes backups; `npm run backup` makes a Job from it. */
export function scheduledBackup(parent: pulumi.Resource, objects: BackupObjects): batch.CronJob {
  const { scope, backup, scripts, owners } = objects;
  const template = backupPod({
    scope,
    backup,
    scripts,
    databaseScript: backupScripts.save,
    secrets: owners,
    // A bucket is cleared by what carries backups there.
    variables: { KEEP: backup.bucket === undefined ? String(backup.keep) : "" },
    transfer: { script: backupScripts.carry, order: "after" },
    tables: backup.files ? "read" : "none",
  });
  return cronJob(parent, objects, { name: backupNames.backup, suspend: false, template });
}

/** A CronJob that never runs by itself: the form of the Jobs that list, check and restore backups. */
export function restoreJob(parent: pulumi.Resource, objects: BackupObjects): batch.CronJob {
  const { scope, backup, scripts, administrator, adminRole } = objects;
  const template = backupPod({
    scope,
    backup,
    scripts,
    databaseScript: backupScripts.restore,
    secrets: administrator,
    variables: {
      PGUSER: adminRole,
      PGDATABASE: "postgres",
      STEP: "list",
      BACKUP_ID: "",
      RESTORE_RUN: "",
    },
    transfer: { script: backupScripts.fetch, order: "before" },
    tables: backup.files ? "write" : "none",
  });
  return cronJob(parent, objects, { name: backupNames.restore, suspend: true, template });
}

interface CronJobArgs {
  readonly name: string;
  readonly suspend: boolean;
  readonly template: input.core.v1.PodTemplateSpec;
}

const secondsPerHour = 3600;

function cronJob(
  parent: pulumi.Resource,
  { scope, backup }: BackupObjects,
  { name, suspend, template }: CronJobArgs,
): batch.CronJob {
  const { schedule, timeZone, timeoutMinutes } = backup;
  return new batch.CronJob(
    named(parent, name),
    {
      metadata: metadata(scope, "backup", { name }),
      spec: {
        schedule,
        timeZone,
        suspend,
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: secondsPerHour,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          spec: {
            // A second try would find the same; the next backup is tomorrow's.
            backoffLimit: 0,
            activeDeadlineSeconds: timeoutMinutes * 60,
            ttlSecondsAfterFinished: 72 * secondsPerHour,
            template,
          },
        },
      },
    },
    childOptions(scope, parent),
  );
}
