import { servicesOf } from "../../stack/declared-services";
import { bucketOf } from "../backup/backup-plan";
import { imageNames, imageReference, type ImageName } from "../../stack/images";
import { cacheProfile } from "../../sources/store-profiles";
import type { StackConfig } from "../../stack/stack-config";

/** The images that a stack's own containers come from. */
export function installedImages(config: StackConfig): readonly ImageName[] {
  const services = servicesOf(config).map(({ image }) => image.name);
  // psql of Postgres' image prepares every kind of database.
  const redis = cacheProfile(config).location === "pods" ? (["redis"] as const) : [];
  const exporters =
    config.monitoring.kind === "off" ? [] : (["postgresExporter", "redisExporter", "nginxExporter"] as const);
  const bucket = config.backup.enabled && bucketOf(config.backup.target) !== undefined;
  const rclone = bucket ? (["rclone"] as const) : [];
  return [...services, ...(["companion", "postgres"] as const), ...redis, ...exporters, ...rclone];
}

/** The references of every image that a stack's pods run, sorted; what a scanner or a mirror has to know. */
export function imageReferences(config: StackConfig): readonly string[] {
  const own = installedImages(config).map((name) => imageReference(name, config));
  const added = servicesOf(config).flatMap(({ id }) => {
    const { initContainers, sidecars } = config.services[id];
    return [...initContainers, ...sidecars].map(({ image }) => image);
  });
  return [...new Set([...own, ...added])].sort();
}

/** The images of a stack, and how nodes pull them. */
export interface PlannedImages extends Pick<
  StackConfig["images"],
  "pullPolicy" | "pullSecrets" | "credentials"
> {
  /** The full reference of every image that a container may come from. */
  readonly references: ReadonlyMap<ImageName, string>;
  /** The references of those that the stack's pods run, sorted. */
  readonly used: readonly string[];
}

/** Plans the images of a stack. */
export function planImages(config: StackConfig): PlannedImages {
  const { pullPolicy, pullSecrets, credentials } = config.images;
  return {
    pullPolicy,
    pullSecrets,
    credentials,
    references: new Map(imageNames.map((name) => [name, imageReference(name, config)])),
    used: imageReferences(config),
  };
}

/** The full reference of an image. */
export function referenceOf(name: ImageName, { references }: PlannedImages): string {
  const found = references.get(name);
  if (found === undefined) {
    throw new Error(`No image is named ${name}`);
  }
  return found;
}
