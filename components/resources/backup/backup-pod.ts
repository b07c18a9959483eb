import type * as core from "@pulumi/kubernetes/core/v1";
import type { input } from "@pulumi/kubernetes/types";
import * as pulumi from "@pulumi/pulumi";
import { hostAliasesOf } from "../pods/host-aliases";
import { backupFolders } from "../../plan/backup/backup-folders";
import {
  bucketPath,
  bucketVariables,
  databaseLines,
  type BackupPlan,
  type Bucket,
} from "../../plan/backup/backup-plan";
import { transferResources } from "../../plan/pods/container-sizes";
import { backupNames } from "../../plan/names";
import { emptyFolder, type Mount } from "../pods/mount";
import type { Beside } from "../pods/pod-placement";
import { componentContainer, podTemplate, type ContainerDetails } from "../pods/pod";
import type { ClientScope } from "../scope";
import { noSecretVariables, type SecretVariables } from "../secrets/secret-variables";
import { tablesFilesUser } from "../../services/tables/tables";
import { restricted } from "../pods/container-security";

type Variables = Readonly<Record<string, pulumi.Input<string>>>;

/** What a pod of backups is made from. */
export interface BackupPodArgs {
  readonly scope: ClientScope;
  readonly backup: BackupPlan;
  readonly scripts: core.ConfigMap;
  /** Works on the databases. */
  readonly databaseScript: string;
  /** With the passwords that it needs. */
  readonly secrets: SecretVariables;
  readonly variables: Variables;
  /** Works on the bucket, where there is one: carries away what the other made, or brings what it needs. */
  readonly transfer: { readonly script: string; readonly order: "before" | "after" };
  /** What becomes of the files of tables. */
  readonly tables: "read" | "write" | "none";
}

interface Part {
  readonly name: string;
  readonly details: ContainerDetails;
  readonly variables: Variables;
  readonly secrets: SecretVariables;
}

/**
 * The volume of tables may be one that a single node mounts. It is read while tables runs; what a restore
 * does is done while tables is stopped too, when there is no pod to be beside.
 */
const besideTables: Readonly<Record<BackupPodArgs["tables"], Beside | undefined>> = {
  read: { component: "tables", strictness: "required" },
  write: { component: "tables", strictness: "preferred" },
  none: undefined,
};

/** What is on the volume of tables belongs to the user of tables, and a restored file has to as well. */
const backupUser = tablesFilesUser;

/** A pod that works on the databases and, where backups are kept in a bucket, on the bucket. */
export function backupPod(args: BackupPodArgs): input.core.v1.PodTemplateSpec {
  const { scope, tables, backup } = args;
  const { bucket } = backup;
  const database = databasePart(args);
  const transfer = bucket === undefined ? [] : [transferPart(args, bucket)];
  const parts = args.transfer.order === "before" ? [...transfer, database] : [database, ...transfer];
  const last = parts.at(-1) ?? database;
  const first = parts.filter((part) => part !== last);
  const volumesOf = ({ details }: Part) =>
    (details.mounts ?? []).flatMap((mount) => ("volume" in mount ? [mount.volume] : []));
  const known = volumesOf(last).map(({ name }) => name);
  return podTemplate(
    // A volume that is mounted read-only keeps its owner.
    { ...last.details, fsGroup: backupUser },
    {
      scope,
      component: "backup",
      variables: environment(last.variables),
      secrets: last.secrets,
      additions: {
        initContainers: first.map((part) => ({ ...containerOf(part, scope), name: part.name })),
        volumes: first.flatMap(volumesOf).filter(({ name }) => !known.includes(name)),
      },
      hostAliases: hostAliasesOf(["database"], scope),
      restartPolicy: "Never",
      serviceAccountName: backupNames.backup,
      labels: backup.podLabels,
      annotations: { ...scope.identities.get("backup")?.annotations },
      beside: besideTables[tables],
    },
  );
}

function containerOf({ details, variables, secrets }: Part, scope: ClientScope) {
  return componentContainer(details, {
    scope,
    component: "backup",
    variables: environment(variables),
    secrets,
  });
}

function databasePart(args: BackupPodArgs): Part {
  const { backup, secrets, databaseScript, variables } = args;
  return {
    name: "databases",
    details: {
      image: "postgres",
      resources: backup.resources,
      securityContext: restricted(backupUser, { readOnlyRoot: true }),
      command: ["bash", `${backupFolders.scripts}/${databaseScript}`],
      mounts: [...sharedMounts(args), ...databaseMounts(args)],
    },
    variables: { ...databaseVariables(args), ...variables },
    secrets,
  };
}

function transferPart(args: BackupPodArgs, bucket: Bucket): Part {
  const { namespace } = args.scope.plan;
  return {
    name: "transfer",
    details: {
      image: "rclone",
      resources: transferResources,
      securityContext: restricted(backupUser, { readOnlyRoot: true }),
      command: ["sh", `${backupFolders.scripts}/${args.transfer.script}`],
      mounts: sharedMounts(args),
    },
    variables: {
      ...folderVariables,
      ...args.variables,
      ...bucketVariables(bucket),
      KEEP: String(args.backup.keep),
      TARGET: bucketPath(bucket, namespace),
    },
    secrets: {
      ...noSecretVariables,
      secretNames: bucket.credentialsSecret === undefined ? [] : [bucket.credentialsSecret],
    },
  };
}

function sharedMounts({ backup: { bucket }, scripts }: BackupPodArgs): readonly Mount[] {
  const kept =
    bucket === undefined
      ? { persistentVolumeClaim: { claimName: backupNames.claim } }
      : { emptyDir: { sizeLimit: `${bucket.scratchGi}Gi` } };
  return [
    {
      volume: { name: "scripts", configMap: { name: scripts.metadata.name } },
      path: backupFolders.scripts,
      readOnly: true,
    },
    { volume: { name: "backups", ...kept }, path: backupFolders.backups },
    emptyFolder("tmp", "/tmp"),
  ];
}

function databaseMounts({ scope, tables }: BackupPodArgs): readonly Mount[] {
  const claim = { claimName: scope.plan.tablesClaim, ...(tables === "read" ? { readOnly: true } : {}) };
  const files: Mount = {
    volume: { name: "tables", persistentVolumeClaim: claim },
    path: backupFolders.tables,
    readOnly: tables === "read",
  };
  const { tls } = scope.plan.stores.database;
  return [
    ...(tables === "none" ? [] : [files]),
    ...(tls === undefined || scope.authorities === undefined ? [] : [scope.authorities]),
  ];
}

const folderVariables: Variables = {
  BACKUP_FOLDER: backupFolders.backups,
  TABLES_FOLDER: backupFolders.tables,
  SCRIPTS: backupFolders.scripts,
};

function databaseVariables({ scope: { plan, endpoints }, backup }: BackupPodArgs): Variables {
  const { host, port } = endpoints.database;
  const { tls } = plan.stores.database;
  return {
    ...folderVariables,
    DATABASES: databaseLines(plan.databases),
    TIMEOUT_MINUTES: String(backup.timeoutMinutes),
    ...backup.releases,
    PGHOST: host,
    PGPORT: pulumi.output(port).apply(String),
    PGCONNECT_TIMEOUT: "10",
    ...(tls === undefined ? {} : { PGSSLMODE: tls.mode, PGSSLROOTCERT: tls.authorityFile }),
  };
}

function environment(variables: Variables): readonly input.core.v1.EnvVar[] {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}
