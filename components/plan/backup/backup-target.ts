import type { BackupTarget } from "../../config/backup-settings";

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
        ...(bucket.endpoint === undefined ? {} : { ENDPOINT: bucket.endpoint }),
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
