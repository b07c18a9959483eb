import type { BaseConfig } from "./base-config";

/** An image that is published elsewhere, with the release that the program was tested with. */
interface PinnedImage {
  /** With its registry, or a name alone in Docker's library. */
  readonly repository: string;
  readonly tag: string;
}

/** nginx, of the gateway and of what waits for peers. */
export const nginxImage = { repository: "nginx", tag: "1.30.7" } as const satisfies PinnedImage;

/** The unprivileged user that the image of nginx brings. */
export const nginxUser = 101;

/**
 * The images of what is no service of OpenOps, by their keys below `images`; `renovate.json5` reads repository and
 * tag from these lines, and says why a branch is kept.
 */
export const pinnedImages = {
  // Nodes have it anyway, and it brings bash; apart from `nginx`, so that a new gateway rolls nothing else.
  companion: nginxImage,
  // The same major as the managed services' default, so that data can move; a live volume cannot change it.
  postgres: { repository: "postgres", tag: "17.12" },
  redis: { repository: "redis", tag: "7.4.11" },
  postgresExporter: { repository: "quay.io/prometheuscommunity/postgres-exporter", tag: "v0.20.1" },
  redisExporter: { repository: "docker.io/oliver006/redis_exporter", tag: "v1.93.0" },
  nginxExporter: { repository: "docker.io/nginx/nginx-prometheus-exporter", tag: "1.5.3" },
  rclone: { repository: "docker.io/rclone/rclone", tag: "1.75.1" },
} as const satisfies Readonly<Record<string, PinnedImage>>;

export type PinnedImageName = keyof typeof pinnedImages;

/** The tag of the Postgres image, by which its volume belongs to a major version. */
export function postgresTagOf({ images: { postgres } }: BaseConfig): string {
  return postgres.tag ?? pinnedImages.postgres.tag;
}
