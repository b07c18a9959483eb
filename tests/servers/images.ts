import type { System } from "./machine";

/** What stands for an image: a system and what is particular to the image in it. */
export interface Image {
  readonly system: System;
  /** Folders of programs, before the usual ones. */
  readonly path?: readonly string[];
  /** Name of the user the container runs as. */
  readonly user: string;
  readonly workingFolder?: string;
  /** Files of the machine by the path the image has them at. */
  readonly files?: Readonly<Record<string, string>>;
}

/** nginx of Debian in place of the image of nginx. */
export const nginxImage: Image = { system: "trixie", user: "nginx" };

/** Postgres of Debian in place of the image of postgres. */
export const postgresImage: Image = {
  system: "trixie",
  user: "postgres",
  path: ["/usr/lib/postgresql/17/bin"],
};

/** Redis of Debian in place of the image of redis. */
export const redisImage: Image = { system: "bookworm", user: "redis" };
