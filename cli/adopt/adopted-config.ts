import { executionOf } from "../../components/values/releases";
import { imageTag } from "../../components/stack/images";
import { childPath, isRawMap, type Raw } from "../../components/config/layers";
import { storeNames } from "../../components/plan/names";
import type { ComponentName } from "../../components/plan/component-name";
import { memoryBytes, quantityPattern } from "../../components/values/quantity";
import type { StackConfig } from "../../components/stack/stack-config";
import { accessModes, type AccessMode } from "../../components/config/fields/workload-fields";
import type { StoreName } from "../../components/values/text";
import { environmentOf } from "./live-environment";
import {
  at,
  mainContainer,
  mapsAt,
  objectIn,
  textAt,
  workloadOf,
  type LiveInstallation,
} from "./live-installation";

/** A value of the configuration that the running installation asks for. */
export interface AdoptedSetting {
  readonly path: string;
  readonly value: string | number | boolean;
  /** The value that the configuration has without this setting. */
  readonly instead: Raw;
}

/** What the configuration has to say so that the stack is the running installation; nothing that it says already. */
export function adoptedSettings(
  installation: LiveInstallation,
  config: StackConfig,
): readonly AdoptedSetting[] {
  const wanted: Readonly<Record<string, string | number | boolean | undefined>> = {
    namespace: installation.namespace,
    // What was there before this program stays, whatever the preset says.
    "availability.protectData": true,
    ...serviceSettings(installation),
    ...imageSettings(installation, config),
    ...storeSettings(installation, config, "database"),
    ...storeSettings(installation, config, "cache"),
    ...tablesSettings(installation),
  };
  // What runs flows in a release that is not known is said nowhere yet.
  const isKnown = executionOf(tagOf(installation, "app") ?? config.version) !== undefined;
  const said = isKnown ? config : { ...config, execution: undefined };
  return Object.entries(wanted).flatMap(([path, value]) => {
    const instead = valueAt(said, path);
    return value === undefined || value === instead ? [] : [{ path, value, instead }];
  });
}

function valueAt(config: object, path: string): Raw {
  const raw: Raw = JSON.parse(JSON.stringify(config));
  return at(raw, ...path.split("."));
}

function serviceSettings(installation: LiveInstallation) {
  const app = environmentOf(installation, "app");
  return {
    execution: workloadOf(installation, "worker") === undefined ? "engine" : "worker",
    publicUrl: (app.get("OPS_PUBLIC_URL") ?? app.get("OPS_FRONTEND_URL"))?.value.replace(/\/+$/, ""),
    "admin.email": app.get("OPS_OPENOPS_ADMIN_EMAIL")?.value,
    "database.name": app.get("OPS_POSTGRES_DATABASE")?.value,
    "services.analytics.enabled": workloadOf(installation, "analytics") !== undefined,
  };
}

/** The images whose data depends on them, and the release. */
function imageSettings(installation: LiveInstallation, config: StackConfig) {
  const version = tagOf(installation, "app");
  const released = { ...config, version: version ?? config.version };
  const tags = (
    [
      ["tables", "tables"],
      ["analytics", "analytics"],
      ["postgres", "database"],
      ["redis", "cache"],
    ] as const
  ).map(([image, component]) => {
    const live = tagOf(installation, component);
    return [`images.${image}.tag`, live === imageTag(image, released) ? undefined : live] as const;
  });
  return { version, ...Object.fromEntries(tags) };
}

/** The tag of the image that a component runs. */
function tagOf(installation: LiveInstallation, component: ComponentName): string | undefined {
  const workload = workloadOf(installation, component);
  const image = workload === undefined ? undefined : textAt(mainContainer(workload), "image");
  return image?.replace(/@.*$/, "").match(/:([^/:]+)$/)?.[1];
}

const gibibyte = 1024n ** 3n;

function storageSettings(installation: LiveInstallation, path: string, claim: string) {
  const spec = at(objectIn(installation, "PersistentVolumeClaim", claim)?.content, "spec");
  const size = textAt(spec, "resources", "requests", "storage") ?? "";
  return {
    // A part of a GiB more is a growth in place.
    [childPath(path, "sizeGi")]: quantityPattern.test(size)
      ? Number((memoryBytes(size) + gibibyte - 1n) / gibibyte)
      : undefined,
    [childPath(path, "storageClass")]: textAt(spec, "storageClassName"),
  };
}

function storeSettings(installation: LiveInstallation, config: StackConfig, store: StoreName) {
  return config[store].kind === "in-cluster"
    ? storageSettings(installation, `${store}.storage`, storeNames[store].claim)
    : {};
}

function tablesSettings(installation: LiveInstallation) {
  const path = "services.tables.storage";
  const claimName = tablesClaimOf(installation);
  return claimName === undefined
    ? {}
    : {
        [childPath(path, "claimName")]: claimName,
        [childPath(path, "accessMode")]: accessModeOf(installation, claimName),
        ...storageSettings(installation, path, claimName),
      };
}

/** The access mode of a claim, where it has a single one that a stack can have. */
function accessModeOf(installation: LiveInstallation, claim: string): AccessMode | undefined {
  const modes = at(objectIn(installation, "PersistentVolumeClaim", claim)?.content, "spec", "accessModes");
  return accessModes.find((mode) => JSON.stringify(modes) === JSON.stringify([mode]));
}

/** The claim that the pods of tables mount. */
export function tablesClaimOf(installation: LiveInstallation): string | undefined {
  const volumes = mapsAt(workloadOf(installation, "tables")?.content, "spec", "template", "spec", "volumes");
  return volumes.flatMap((volume) => textAt(volume, "persistentVolumeClaim", "claimName") ?? [])[0];
}

/** A map with a value at a path of keys below others. */
export function withSetting(map: Raw, [first = "", ...rest]: readonly string[], value: Raw): Raw {
  const entries = isRawMap(map) ? map : {};
  return { ...entries, [first]: rest.length === 0 ? value : withSetting(entries[first], rest, value) };
}
