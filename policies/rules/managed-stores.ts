import { at, type ResourceRule, type Settings, type Value, type ValueMap, type Violation } from "../rule";

/** What has to be known of a cloud's database or cache; undefined where the cloud has no such choice. */
interface ManagedStore {
  readonly configPath: "openops:database" | "openops:cache";
  /** What makes it reachable from the internet. */
  readonly isPublic: (props: ValueMap) => string | undefined;
  /** What is not encrypted at rest. */
  readonly isClear?: (props: ValueMap) => string | undefined;
  /** What takes connections in clear. */
  readonly isUnencrypted?: (props: ValueMap) => string | undefined;
  /** Days for which backups are kept. */
  readonly backupDays?: (props: ValueMap) => number;
  /** What lets it be deleted. */
  readonly isDeletable?: (props: ValueMap) => string | undefined;
}

const never = (): undefined => undefined;

function unless(props: ValueMap, wanted: Value, ...path: readonly string[]): string | undefined {
  const value = at(props, ...path);
  return value === wanted ? undefined : `${path.join(".")} is ${JSON.stringify(value) ?? "not set"}`;
}

function numberAt(props: ValueMap, ...path: readonly string[]): number {
  return Number(at(props, ...path) ?? 0);
}

const rds: ManagedStore = {
  configPath: "openops:database",
  isPublic: ({ publiclyAccessible }) =>
    publiclyAccessible === true ? "publiclyAccessible is true" : undefined,
  isClear: (props) => unless(props, true, "storageEncrypted"),
  backupDays: (props) => numberAt(props, "backupRetentionPeriod"),
  isDeletable: (props) => unless(props, true, "deletionProtection"),
};

/** The databases and caches of the clouds, by type token. */
export const managedStores: Readonly<Record<string, ManagedStore>> = {
  "aws:rds/instance:Instance": rds,
  "aws:rds/cluster:Cluster": { ...rds, isPublic: never },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    configPath: "openops:cache",
    isPublic: never,
    isClear: (props) => unless(props, true, "atRestEncryptionEnabled"),
    isUnencrypted: (props) => unless(props, true, "transitEncryptionEnabled"),
    backupDays: (props) => numberAt(props, "snapshotRetentionLimit"),
  },
  "gcp:sql/databaseInstance:DatabaseInstance": {
    configPath: "openops:database",
    isPublic: (props) =>
      at(props, "settings", "ipConfiguration", "ipv4Enabled") === false
        ? undefined
        : "settings.ipConfiguration.ipv4Enabled is not false",
    isUnencrypted: (props) => {
      const mode = at(props, "settings", "ipConfiguration", "sslMode");
      return mode === "ENCRYPTED_ONLY" || mode === "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
        ? undefined
        : "settings.ipConfiguration.sslMode lets connections be in clear";
    },
    backupDays: (props) =>
      at(props, "settings", "backupConfiguration", "enabled") === true
        ? numberAt(props, "settings", "backupConfiguration", "backupRetentionSettings", "retainedBackups")
        : 0,
    isDeletable: (props) => unless(props, true, "deletionProtection"),
  },
  "gcp:redis/instance:Instance": {
    configPath: "openops:cache",
    isPublic: never,
    isUnencrypted: (props) => unless(props, "SERVER_AUTHENTICATION", "transitEncryptionMode"),
  },
  "azure-native:dbforpostgresql:Server": {
    configPath: "openops:database",
    isPublic: (props) =>
      at(props, "network", "publicNetworkAccess") === "Enabled"
        ? "network.publicNetworkAccess is Enabled"
        : undefined,
    backupDays: (props) => numberAt(props, "backup", "backupRetentionDays"),
  },
};

type Complaint = (store: ManagedStore, props: ValueMap, settings: Settings) => string | undefined;

function managedRule(facts: Omit<ResourceRule, "kind" | "check">, complaint: Complaint): ResourceRule {
  return {
    ...facts,
    kind: "resource",
    check: ({ type, props }, settings): readonly Violation[] => {
      const store = managedStores[type];
      const complained = store === undefined ? undefined : complaint(store, props, settings);
      return store === undefined || complained === undefined
        ? []
        : [{ message: complained, configPath: store.configPath }];
    },
  };
}

function sentence(text: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `${text}: ${reason}.`;
}

/** No database or cache may be reached from the internet. */
export const privateStores = managedRule(
  {
    name: "private-stores",
    description: "No database or cache can be reached from the internet.",
    severity: "critical",
    level: "mandatory",
  },
  ({ isPublic }, props) => sentence("It can be reached from the internet", isPublic(props)),
);

/** What is stored must be of no use to who gets the disk. */
export const encryptionAtRest = managedRule(
  {
    name: "encryption-at-rest",
    description: "Databases and caches encrypt what they store.",
    severity: "high",
    level: "mandatory",
  },
  ({ isClear }, props) => sentence("It stores data in clear", isClear?.(props)),
);

/** Nobody on the way may read what is sent. */
export const encryptionInTransit = managedRule(
  {
    name: "encryption-in-transit",
    description: "Databases and caches take encrypted connections only.",
    severity: "high",
    level: "mandatory",
  },
  ({ isUnencrypted }, props) => sentence("It takes connections in clear", isUnencrypted?.(props)),
);

/** What is lost must be there again. */
export const backups = managedRule(
  {
    name: "backups",
    description: "Databases and caches keep backups for as many days as the setting minDays says.",
    severity: "high",
    level: "mandatory",
    settings: { minDays: 7 },
  },
  ({ backupDays }, props, settings) => {
    const days = backupDays?.(props);
    const wanted = Number(settings.minDays);
    return days === undefined || days >= wanted
      ? undefined
      : `Its backups are kept for ${days} days; ${wanted} are wanted.`;
  },
);

/** The cloud itself must refuse to delete a database. */
export const deletionProtection = managedRule(
  {
    name: "deletion-protection",
    description: "The cloud refuses to delete a database.",
    severity: "high",
    level: "mandatory",
  },
  ({ isDeletable }, props) => sentence("The cloud lets it be deleted", isDeletable?.(props)),
);
