import type { BackupTarget } from "../../config/backup-settings";
import { passwordVariable, type ServiceDatabase } from "../../sources/databases";
import { imageTag } from "../../stack/images";
import type { StackConfig } from "../../stack/stack-config";
import { releaseLabels } from "../../values/release-labels";
import { identityLabels } from "../wanted-identities";
import { defined } from "../../values/entries";

/** A target outside the cluster, which rclone speaks to. */
export type Bucket = Exclude<BackupTarget, { readonly kind: "claim" }>;

/** The bucket of a target; undefined for a volume in the cluster. */
export function bucketOf(target: BackupTarget): Bucket | undefined {
  return target.kind === "claim" ? undefined : target;
}

/** Where backups are in the bucket, as rclone writes it. */
export function bucketPath(bucket: Bucket, namespace: string): string {
  const name = bucket.kind === "azure-blob" ? bucket.container : bucket.bucket;
  return `target:${name}/${bucketFolder(bucket, namespace)}`;
}

/** The path in the bucket below which backups are kept. */
export function bucketFolder({ prefix }: Bucket, namespace: string): string {
  return prefix ?? `openops/${namespace}`;
}

/** How rclone reaches a bucket; what signs in comes from a Secret or from the pods' account. */
export function bucketVariables(bucket: Bucket): Readonly<Record<string, string>> {
  const signsIn = bucket.credentialsSecret === undefined;
  const own = Object.entries(settingsOf(bucket, signsIn)).map(([name, value]) => [
    `RCLONE_CONFIG_TARGET_${name}`,
    value,
  ]);
  return {
    ...Object.fromEntries(own),
    // Nothing of rclone's own is kept.
    RCLONE_CONFIG: "/tmp/rclone.conf",
    RCLONE_CACHE_DIR: "/tmp/rclone",
  };
}

function settingsOf(bucket: Bucket, signsIn: boolean): Readonly<Record<string, string>> {
  switch (bucket.kind) {
    case "s3":
      return {
        TYPE: "s3",
        PROVIDER: bucket.endpoint === undefined ? "AWS" : "Other",
        // The keys of the Secret are variables of AWS' own, which count as the environment too.
        ENV_AUTH: "true",
        REGION: bucket.region,
        // Buckets are not the program's to make.
        NO_CHECK_BUCKET: "true",
        ...defined({ ENDPOINT: bucket.endpoint }),
      };
    case "gcs":
      return {
        TYPE: "google cloud storage",
        BUCKET_POLICY_ONLY: "true",
        NO_CHECK_BUCKET: "true",
        ...(signsIn ? { ENV_AUTH: "true" } : {}),
      };
    case "azure-blob":
      return {
        TYPE: "azureblob",
        ACCOUNT: bucket.account,
        NO_CHECK_CONTAINER: "true",
        ...(signsIn ? { ENV_AUTH: "true" } : {}),
      };
  }
}

/** The databases as the scripts read them: a line each, in columns; `-` where there is no reader. */
export function databaseLines(databases: readonly ServiceDatabase[]): string {
  return databases
    .map(({ service, database, role, reader = "-" }) =>
      [service, database, role, passwordVariable(role), reader].join(" "),
    )
    .join("\n");
}

type BackupSettings = StackConfig["backup"];

/** How a stack's backups are made and kept. */
export interface BackupPlan extends Pick<
  BackupSettings,
  | "schedule"
  | "timeZone"
  | "timeoutMinutes"
  | "keep"
  | "files"
  | "target"
  | "resources"
  | "serviceAccountAnnotations"
> {
  /** The bucket that keeps them; undefined where a volume does. */
  readonly bucket: Bucket | undefined;
  /** Of its pods: users' and those of their identity. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** The releases that a backup is marked with, as variables. */
  readonly releases: Readonly<Record<string, string>>;
}

/** Plans the backups of a stack; undefined where it has none. */
export function planBackup(config: StackConfig): BackupPlan | undefined {
  const { backup, version } = config;
  const { schedule, timeZone, timeoutMinutes, keep, files, target, resources } = backup;
  return backup.enabled
    ? {
        ...{ schedule, timeZone, timeoutMinutes, keep, files, target, resources },
        serviceAccountAnnotations: backup.serviceAccountAnnotations,
        bucket: bucketOf(target),
        podLabels: { ...backup.podLabels, ...identityLabels("backup", config) },
        releases: {
          [releaseLabels.openops.backup]: version,
          [releaseLabels.tables.backup]: imageTag("tables", config) ?? "",
          [releaseLabels.analytics.backup]: imageTag("analytics", config) ?? "",
        },
      }
    : undefined;
}
