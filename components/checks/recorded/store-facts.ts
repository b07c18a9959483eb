import { setCommand, type Fault } from "../../values/fault";
import type { RecordedVolume, StackFacts } from "./fact-schema";
import { databaseProfile, declaredStores } from "../../sources/store-profiles";
import type { StackConfig } from "../../stack/stack-config";
import type { AccessMode } from "../../config/fields/workload-fields";
import type { StoreVolume } from "../../../providers/store-profile";
import type { StoreName } from "../../values/text";
import type { ComponentName } from "../../plan/component-name";
import { defined } from "../../values/entries";

/** The name under which the volume of a component is recorded. */
export function volumeName(component: ComponentName): string {
  return component === "database" || component === "cache" || component === "backup"
    ? `${component}.storage`
    : `services.${component}.storage`;
}

/** The volumes that a configuration declares, by the name they are recorded under. */
export function volumesOf(config: StackConfig): Readonly<Record<string, RecordedVolume>> {
  return Object.fromEntries(namedVolumes(config).map(({ name, volume }) => [name, volumeOf(volume)]));
}

interface NamedVolume {
  /** Stays the same while the volume does, wherever the configuration names its server. */
  readonly name: string;
  readonly path: string;
  readonly volume: StoreVolume;
}

function namedVolumes(config: StackConfig): readonly NamedVolume[] {
  const stores = declaredStores(config).flatMap(({ store, path, profile: { volume } }) =>
    volume === undefined ? [] : [{ name: volumeName(store), path: `${path}.storage`, volume }],
  );
  const path = volumeName("tables");
  const { enabled, target } = config.backup;
  const backups =
    enabled && target.kind === "claim"
      ? [{ name: volumeName("backup"), path: "backup.target.storage", volume: target.storage }]
      : [];
  return [...stores, { name: path, path, volume: config.services.tables.storage }, ...backups];
}

const ordinaryMode: AccessMode = "ReadWriteOnce";

/** What is recorded of a volume. */
export function volumeOf({ sizeGi, storageClass, claimName, accessMode }: StoreVolume): RecordedVolume {
  return {
    sizeGi,
    ...defined({ storageClass, claimName }),
    ...(accessMode === undefined || accessMode === ordinaryMode ? {} : { accessMode }),
  };
}

/** What a configuration would change of the stores that would lose what is in them. */
export function* storeFaults(config: StackConfig, recorded: StackFacts): Iterable<Fault> {
  const { databaseKind, cacheKind } = recorded;
  yield* databaseKind === undefined ? [] : kindFaults("database", config, databaseKind);
  yield* cacheKind === undefined ? [] : kindFaults("cache", config, cacheKind);
  if (config.database.kind === databaseKind) {
    yield* databaseFaults(config, recorded);
  }
  for (const { name, path, volume } of namedVolumes(config)) {
    const before = recorded.volumes[name];
    if (before !== undefined) {
      yield* volumeFaults(path, volumeOf(volume), before);
    }
  }
}

const contents: Readonly<Record<StoreName, string>> = {
  database: "the stack's data is",
  cache: "schedules and queued runs are",
};

/** A store may move to another kind of server while the configuration keeps the old one. */
function* kindFaults(store: StoreName, config: StackConfig, recorded: string): Iterable<Fault> {
  const { kind, previous } = config[store];
  if (kind !== recorded && previous?.kind !== recorded) {
    yield {
      path: `${store}.kind`,
      expected: `${recorded} as it is deployed`,
      got: kind,
      why: `${contents[store]} in that server and would not move by itself`,
      fix: `${setCommand(`${store}.kind`, recorded)}, or keep that server's settings under ${store}.previous and move the data`,
    };
  }
}

function* databaseFaults(
  config: StackConfig,
  { databaseName, postgresMajor = "" }: StackFacts,
): Iterable<Fault> {
  const { name } = config.database;
  if (databaseName !== undefined && name !== databaseName) {
    yield {
      path: "database.name",
      expected: `${databaseName} as it is deployed`,
      got: name,
      why: "the app would start with an empty database of the new name",
      fix: setCommand("database.name", databaseName),
    };
  }
  yield* versionFaults(config, postgresMajor);
}

function* versionFaults(config: StackConfig, recorded: string): Iterable<Fault> {
  const { version } = databaseProfile(config);
  if (version === undefined || recorded === "" || version.major === recorded) {
    return;
  }
  if (version.upgradesInPlace && Number(version.major) > Number(recorded)) {
    return;
  }
  yield {
    path: version.path,
    expected: `${recorded} as it is deployed`,
    got: version.major,
    why: version.upgradesInPlace
      ? "a server goes to newer major versions only"
      : "another major version does not start on this volume; dump the data, then restore it",
    fix: setCommand(version.path, recorded),
  };
}

function* volumeFaults(path: string, now: RecordedVolume, before: RecordedVolume): Iterable<Fault> {
  if (now.sizeGi < before.sizeGi) {
    yield {
      path: `${path}.sizeGi`,
      expected: `at least the ${before.sizeGi} it has`,
      got: String(now.sizeGi),
      why: "a volume grows in place and never shrinks",
      fix: setCommand(`${path}.sizeGi`, String(before.sizeGi)),
    };
  }
  if (now.storageClass !== before.storageClass) {
    yield {
      path: `${path}.storageClass`,
      expected: before.storageClass ?? "no class, so the cluster's default",
      got: now.storageClass ?? "nothing",
      why: "another class would replace the volume and lose its data",
    };
  }
  // Facts of older updates do not have it.
  if (before.claimName !== undefined && now.claimName !== before.claimName) {
    yield {
      path: `${path}.claimName`,
      expected: `${before.claimName} as it is deployed`,
      got: now.claimName,
      why: "pods would get a new, empty volume of that name",
      fix: setCommand(`${path}.claimName`, before.claimName),
    };
  }
  yield* accessModeFaults(path, now, before);
}

function* accessModeFaults(path: string, now: RecordedVolume, before: RecordedVolume): Iterable<Fault> {
  const { accessMode: mode = ordinaryMode } = now;
  const { accessMode: deployed = ordinaryMode } = before;
  if (mode !== deployed) {
    yield {
      path: `${path}.accessMode`,
      expected: `${deployed} as it is deployed`,
      got: mode,
      why: "another mode would replace the volume and lose its data",
      fix: setCommand(`${path}.accessMode`, deployed),
    };
  }
}
