import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { administratorPassword, administratorResolver, type Administrator } from "../stores/administrator";
import { volumeClaim } from "../pods/volume-claim";
import { Component, named, type ComponentOptions } from "../component";
import { backupScripts } from "../../plan/backup/backup-folders";
import { restore } from "../../plan/backup/restore-script";
import { passwordVariable } from "../../sources/databases";
import { countRows, describeRoles, save, saveDatabase } from "../../plan/backup/save-scripts";
import type { BackupPlan } from "../../plan/backup/backup-plan";
import { carry, fetch } from "../../plan/backup/transfer-scripts";
import { backupNames } from "../../plan/names";
import { externalFingerprint, secretFingerprint } from "../../checks/recorded/stored-secrets";
import { sourceOf } from "../../plan/secrets/secret-sources";
import type { SecretValueName } from "../../values/secret-definitions";
import { textOf, type Text } from "../../values/text";
import { childOptions, metadata, type ClientScope } from "../scope";
import { secretVariables } from "../secrets/secret-variables";
import { componentAccount } from "../workloads/service-account";
import { restoreJob, scheduledBackup, type BackupObjects } from "./backup-jobs";

const component = "backup";

/** Only a restore signs in as the administrator. */
interface BackupArgs extends Administrator {
  readonly scope: ClientScope;
  readonly backup: BackupPlan;
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
}

/**
 * Scheduled backups, and a suspended CronJob from which `npm run restore` makes its Jobs. The pods
 * that make backups sign in as the databases' owners and know no other password.
 */
export class Backup extends Component {
  constructor(name: string, args: BackupArgs, options: ComponentOptions) {
    super("index:Backup", name, options);
    const objects = backupObjects(this, args);
    scheduledBackup(this, objects);
    restoreJob(this, objects);
    this.registerOutputs({ cronJob: backupNames.backup });
  }
}

function backupObjects(parent: pulumi.Resource, args: BackupArgs): BackupObjects {
  const { scope, backup } = args;
  const own = childOptions(scope, parent);
  const scripts = new core.ConfigMap(
    named(own.parent, backupNames.backup),
    {
      metadata: metadata(scope, component),
      immutable: true,
      data: {
        [backupScripts.save]: save,
        [backupScripts.saveDatabase]: saveDatabase,
        [backupScripts.countRows]: countRows,
        [backupScripts.describeRoles]: describeRoles,
        [backupScripts.restore]: restore,
        ...(backup.bucket && { [backupScripts.carry]: carry, [backupScripts.fetch]: fetch }),
      },
    },
    own,
  );
  componentAccount(parent, { scope, component, annotations: backup.serviceAccountAnnotations });
  if (backup.target.kind === "claim") {
    const { storage } = backup.target;
    volumeClaim(parent, { scope, component, name: backupNames.claim, storage });
  }
  return { scope, backup, scripts, adminRole: args.adminRole, ...backupSecrets(parent, args) };
}

function backupSecrets(parent: pulumi.Resource, { scope, secret, ...administrator }: BackupArgs) {
  const { plan } = scope;
  const key = sourceOf("encryptionKey", plan.secretSources);
  const fingerprint =
    key.kind === "external"
      ? externalFingerprint(key)
      : secret("encryptionKey").apply((value) => secretFingerprint("encryptionKey", value));
  /** Stands for the fingerprint, which is made of a secret and is none. */
  const told = textOf("fingerprint");
  const secretsOf = (name: string, texts: Readonly<Record<string, Text>>) => {
    const resolve = administratorResolver(scope, administrator);
    return secretVariables(parent, {
      scope,
      component,
      name,
      texts: { ...texts, ENCRYPTION_KEY_FINGERPRINT: told },
      resolve: (text) => (text === told ? fingerprint : resolve(text)),
    });
  };
  const owners = plan.databases.map(
    ({ role, passwordSecret }) =>
      [passwordVariable(role), textOf({ kind: "secret", name: passwordSecret })] as const,
  );
  return {
    owners: secretsOf(backupNames.backup, Object.fromEntries(owners)),
    administrator: secretsOf(backupNames.restore, { PGPASSWORD: administratorPassword(plan) }),
  };
}
