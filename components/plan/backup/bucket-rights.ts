import type { BackupTarget } from "../../config/backup-settings";
import type { IdentityConfig } from "../../config/identity-settings";
import type { StackConfig } from "../../stack/stack-config";
import { bucketFolder } from "./backup-plan";

/** Where backups are kept. */
interface Place {
  readonly target: BackupTarget;
  readonly namespace: string;
  readonly clouds: StackConfig["clouds"];
}

type Target<Kind extends BackupTarget["kind"]> = Extract<BackupTarget, { readonly kind: Kind }>;
type Identity<Kind extends IdentityConfig["kind"]> = Extract<IdentityConfig, { readonly kind: Kind }>;

/** Reads, writes and deletes objects of a bucket, and manages nothing. */
const gcsRole = "roles/storage.objectUser";
/** Storage Blob Data Contributor: reads, writes and deletes blobs. */
const azureRole = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

/**
 * The identity of the pods of backups, with the rights on the bucket that they need: list, read, write and
 * delete, below the prefix where the cloud can say so. Who made an identity has given it its rights.
 */
export function withBucketRights(settings: IdentityConfig, place: Place): IdentityConfig {
  const { target } = place;
  if (settings.kind === "aws" && target.kind === "s3") {
    return withStatements(settings, target, place.namespace);
  }
  if (settings.kind === "gcp" && target.kind === "gcs") {
    const { account } = settings;
    const role = { role: gcsRole, bucket: target.bucket };
    return account.kind === "existing"
      ? settings
      : { ...settings, account: { ...account, roles: [...account.roles, role] } };
  }
  return settings.kind === "azure" && target.kind === "azure-blob"
    ? withAssignment(settings, target, place.clouds)
    : settings;
}

function withStatements(settings: Identity<"aws">, target: Target<"s3">, namespace: string): IdentityConfig {
  const { role } = settings;
  if (role.kind === "existing") {
    return settings;
  }
  const folder = bucketFolder(target, namespace);
  const bucket = `arn:${partitionOf(target.region)}:s3:::${target.bucket}`;
  const statements = [
    {
      actions: ["s3:ListBucket"],
      resources: [bucket],
      conditions: { StringLike: { "s3:prefix": [folder, `${folder}/*`] } },
    },
    {
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      resources: [`${bucket}/${folder}/*`],
    },
  ];
  return { ...settings, role: { ...role, statements: [...role.statements, ...statements] } };
}

/** AWS keeps China and its clouds for governments apart, in ARNs too. */
function partitionOf(region: string): string {
  const apart = ["cn", "us-gov"].find((start) => region.startsWith(`${start}-`));
  return apart === undefined ? "aws" : `aws-${apart}`;
}

function withAssignment(
  settings: Identity<"azure">,
  { account, container, resourceGroup }: Target<"azure-blob">,
  { azure }: StackConfig["clouds"],
): IdentityConfig {
  const { identity } = settings;
  if (identity.kind === "existing" || azure === undefined) {
    return settings;
  }
  const scope = [
    `/subscriptions/${azure.subscriptionId}/resourceGroups/${resourceGroup ?? azure.resourceGroup}`,
    `providers/Microsoft.Storage/storageAccounts/${account}/blobServices/default/containers/${container}`,
  ].join("/");
  const roles = [...identity.roles, { roleId: azureRole, scope }];
  return { ...settings, identity: { ...identity, roles } };
}
