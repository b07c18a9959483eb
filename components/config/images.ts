import { isNewer, numbersOf } from "../values/release-order";
import type { StackConfig } from "./stack-config";

/** The containers that images are configured for. */
export type ImageName = Exclude<
  keyof StackConfig["images"],
  "registry" | "pullPolicy" | "pullSecrets" | "credentials"
>;

const publicRegistry = "public.ecr.aws";

/** The published repositories; OpenOps' own are in its registry, and names alone are in Docker's library. */
const repositories: Readonly<Record<ImageName, string>> = {
  app: "openops/openops-app",
  engine: "openops/openops-engine",
  worker: "openops/openops-worker",
  tables: "openops/openops-tables",
  analytics: "openops/openops-analytics",
  nginx: "nginx",
  // Nodes have it anyway, and it brings bash; apart from `nginx`, so that a new gateway rolls nothing else.
  companion: "nginx",
  postgres: "postgres",
  redis: "redis",
  postgresExporter: "quay.io/prometheuscommunity/postgres-exporter",
  redisExporter: "docker.io/oliver006/redis_exporter",
  nginxExporter: "docker.io/nginx/nginx-prometheus-exporter",
  rclone: "docker.io/rclone/rclone",
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

/**
 * The major version of Postgres in the cluster: the same as the managed services' default, so that
 * data can move between them. A live volume cannot change it.
 */
export const postgresTag = "17.6";

const nginxTag = "1.27.4";

/** The tag of an image, or undefined where neither the configuration nor the release names one. */
export function imageTag(name: ImageName, config: StackConfig): string | undefined {
  const companion = companions[config.version];
  const defaults: Readonly<Record<ImageName, string | undefined>> = {
    app: config.version,
    engine: config.version,
    worker: config.version,
    tables: companion?.tables,
    analytics: companion?.analytics,
    nginx: nginxTag,
    companion: nginxTag,
    postgres: postgresTag,
    redis: "7.4.6",
    postgresExporter: "v0.17.1",
    redisExporter: "v1.61.0",
    nginxExporter: "1.5.1",
    rclone: "1.75.1",
  };
  return config.images[name].tag ?? defaults[name];
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
  const path = repositories[name];
  const [host = ""] = path.split("/");
  const isElsewhere = host.includes(".");
  if (registry !== undefined) {
    return `${registry.replace(/\/+$/, "")}/${isElsewhere ? path.slice(host.length + 1) : path}`;
  }
  return path.includes("/") && !isElsewhere ? `${publicRegistry}/${path}` : path;
}
