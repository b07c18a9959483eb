import { pinnedImages, type PinnedImageName } from "../config/pinned-images";
import { publishedRelease, publishedReleases } from "../values/releases";
import { services, type ServiceId } from "../services/service-registry";
import type { StackConfig } from "./stack-config";

/** The images of the services, by their keys below `images`. */
export type ServiceImageName = (typeof services)[ServiceId]["image"]["name"];

/** The containers that images are configured for. */
export type ImageName = PinnedImageName | ServiceImageName;

/** Where OpenOps publishes its images. */
export const publicRegistry = "public.ecr.aws";

/** The release that a tag of tables or analytics was published with, where it is known; the newest of several. */
export function releaseWith(name: "tables" | "analytics", tag: string): string | undefined {
  return Object.entries(publishedReleases).findLast(([, tags]) => tags[name] === tag)?.[0];
}

/** The tag of an image that was published with a release, where it is known. */
export function publishedTag(image: string, version: string): string | undefined {
  const { tables, analytics } = publishedRelease(version) ?? {};
  return Object.entries({ tables, analytics }).find(([name]) => name === image)?.[1];
}

/** An image as it was published. */
interface PublishedImage {
  /** In OpenOps' registry, with another one, or a name alone in Docker's library. */
  readonly repository: string;
  /** Undefined where neither the release nor this program names one. */
  readonly tag: (version: string) => string | undefined;
}

const published: ReadonlyMap<string, PublishedImage> = new Map([
  ...Object.values(services).map(({ image }) => [image.name, publishedBy(image)] as const),
  ...Object.entries(pinnedImages).map(
    ([name, { repository, tag }]) => [name, { repository, tag: () => tag }] as const,
  ),
]);

function isImageName(name: string): name is ImageName {
  return published.has(name);
}

/** The names of all images. */
export const imageNames: readonly ImageName[] = [...published.keys()].filter(isImageName);

function publishedBy({ name, repository, tag }: (typeof services)[ServiceId]["image"]): PublishedImage {
  switch (tag) {
    case "version":
      return { repository, tag: (version) => version };
    case "published-with":
      return { repository, tag: (version) => publishedTag(name, version) };
    default:
      return { repository, tag: () => tag.pinned };
  }
}

function publishedImage(name: ImageName): PublishedImage {
  const found = published.get(name);
  if (found === undefined) {
    throw new Error(`No image is named ${name}`);
  }
  return found;
}

/** The tag of an image, or undefined where neither the configuration nor the release names one. */
export function imageTag(name: ImageName, config: StackConfig): string | undefined {
  return config.images[name].tag ?? publishedImage(name).tag(config.version);
}

/** The repository of an image, with its registry. */
export function imageRepository(name: ImageName, config: StackConfig): string {
  return config.images[name].repository ?? publishedRepository(name, config);
}

/** The full reference of an image; the digest wins over the tag. */
export function imageReference(name: ImageName, config: StackConfig): string {
  const repository = imageRepository(name, config);
  const { digest } = config.images[name];
  return digest === undefined
    ? `${repository}:${imageTag(name, config) ?? config.version}`
    : `${repository}@${digest}`;
}

function publishedRepository(name: ImageName, { images: { registry } }: StackConfig): string {
  const path = publishedImage(name).repository;
  const [host = ""] = path.split("/");
  const isElsewhere = host.includes(".");
  if (registry !== undefined) {
    return `${registry.replace(/\/+$/, "")}/${isElsewhere ? path.slice(host.length + 1) : path}`;
  }
  return path.includes("/") && !isElsewhere ? `${publicRegistry}/${path}` : path;
}
