import type { BaseConfig } from "./base-config";

/** An image that is published elsewhere, with the release that the program was tested with. */
interface PinnedImage {
  /** With its registry, or a name alone in Docker's library. */
  readonly repository: string;
  readonly tag: string;
}

/**
 * The major version of Postgres in the cluster: the same as the managed services' default, so that
 * data can move between them. A live volume cannot change it.
 */
export const postgresTag = "17.6";

/** nginx, of the gateway and of what waits for peers. */
export const nginxTag = "1.27.4";

/** The unprivileged user that the image of nginx brings. */
export const nginxUser = 101;

/** The images of what is no service of OpenOps, by their keys below `images`. */
export const pinnedImages = {
  // Nodes have it anyway, and it brings bash; apart from `nginx`, so that a new gateway rolls nothing else.
  companion: { repository: "nginx", tag: nginxTag },
  postgres: { repository: "postgres", tag: postgresTag },
  redis: { repository: "redis", tag: "7.4.6" },
  postgresExporter: { repository: "quay.io/prometheuscommunity/postgres-exporter", tag: "v0.17.1" },
  redisExporter: { repository: "docker.io/oliver006/redis_exporter", tag: "v1.61.0" },
  nginxExporter: { repository: "docker.io/nginx/nginx-prometheus-exporter", tag: "1.5.1" },
  rclone: { repository: "docker.io/rclone/rclone", tag: "1.75.1" },
} as const satisfies Readonly<Record<string, PinnedImage>>;

export type PinnedImageName = keyof typeof pinnedImages;

/** The tag of the Postgres image, by which its volume belongs to a major version. */
export function postgresTagOf({ images: { postgres } }: BaseConfig): string {
  return postgres.tag ?? pinnedImages.postgres.tag;
}
