import { isNewer, numbersOf } from "../values/release-order";
import type { StackConfig } from "./stack-config";

/** The containers that images are configured for. */
export type ImageName = Exclude<
  keyof StackConfig["images"],
  "registry" | "pullPolicy" | "pullSecrets" | "credentials"
>;

const publicRegistry = "public.ecr.aws";

/** An image as it is published. */
interface PublishedImage {
  /** OpenOps' own are in its registry, and names alone are in Docker's library. */
  readonly repository: string;
  /** The release that is run; OpenOps' own images follow the stack's version. */
  readonly tag?: string;
}

const nginx = { repository: "nginx", tag: "1.30.7" };

/** Every image; `renovate.json5` reads repository and tag of others from these lines, and says why a branch is kept. */
export const publishedImages: Readonly<Record<ImageName, PublishedImage>> = {
  app: { repository: "openops/openops-app" },
  engine: { repository: "openops/openops-engine" },
  worker: { repository: "openops/openops-worker" },
  tables: { repository: "openops/openops-tables" },
  analytics: { repository: "openops/openops-analytics" },
  nginx,
  // Nodes have it anyway, and it brings bash; apart from `nginx`, so that a new gateway rolls nothing else.
  companion: nginx,
  // The same major as the managed services' default, so that data can move; a live volume cannot change it.
  postgres: { repository: "postgres", tag: "17.12" },
  redis: { repository: "redis", tag: "7.4.11" },
  postgresExporter: { repository: "quay.io/prometheuscommunity/postgres-exporter", tag: "v0.20.1" },
  redisExporter: { repository: "docker.io/oliver006/redis_exporter", tag: "v1.93.0" },
  nginxExporter: { repository: "docker.io/nginx/nginx-prometheus-exporter", tag: "1.5.3" },
  rclone: { repository: "docker.io/rclone/rclone", tag: "1.75.1" },
};

/** Releases of tables and analytics that were published with a release of OpenOps. */
const companions: Readonly<Record<string, { readonly tables: string; readonly analytics: string }>> = {
  "0.6.23": { tables: "0.2.17", analytics: "0.14.6" },
  "0.6.24": { tables: "0.2.17", analytics: "0.14.7" },
  "0.6.25": { tables: "0.2.19", analytics: "0.14.7" },
};

/** The last release that was published with an engine and without a worker; later ones have it the other way round. */
export const lastReleaseWithEngine = "0.6.25";

/** What runs flows in a release; undefined for a commit or a tag that moves. */
export function executionOf(version: string): StackConfig["execution"] | undefined {
  if (numbersOf(version) === undefined) {
    return undefined;
  }
  return isNewer(version, lastReleaseWithEngine) ? "worker" : "engine";
}

/** The release that a tag of tables or analytics was published with, where it is known; the newest of several. */
export function companionOf(name: "tables" | "analytics", tag: string): string | undefined {
  return Object.entries(companions).findLast(([, tags]) => tags[name] === tag)?.[0];
}

/** The tag of tables or analytics that was published with a release, where it is known. */
export function publishedTag(name: "tables" | "analytics", version: string): string | undefined {
  return companions[version]?.[name];
}

/** The releases whose companions are known. */
export const knownVersions: readonly string[] = Object.keys(companions);

/** The tag of an image, or undefined where neither the configuration nor the release names one. */
export function imageTag(name: ImageName, config: StackConfig): string | undefined {
  return config.images[name].tag ?? publishedImages[name].tag ?? releaseTag(name, config.version);
}

/** The tag of an image of OpenOps in one of its releases. */
function releaseTag(name: ImageName, version: string): string | undefined {
  return name === "tables" || name === "analytics" ? publishedTag(name, version) : version;
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
  const { repository: path } = publishedImages[name];
  const [host = ""] = path.split("/");
  const isElsewhere = host.includes(".");
  if (registry !== undefined) {
    return `${registry.replace(/\/+$/, "")}/${isElsewhere ? path.slice(host.length + 1) : path}`;
  }
  return path.includes("/") && !isElsewhere ? `${publicRegistry}/${path}` : path;
}
