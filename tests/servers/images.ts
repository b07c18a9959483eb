import {
  builtProgram,
  installedPackages,
  localesFile,
  scratchFile,
  type PythonPackages,
  type System,
} from "./machine";

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
  /** Folders of the machine, which nobody writes to, by the path the image has them at. */
  readonly folders?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** nginx of Debian in place of the image of nginx. */
export const nginxImage: Image = { system: "trixie", user: "nginx" };

/** nginx with its stream module, which the image of nginx has built in. */
export const streamOptions = "daemon off; load_module /usr/lib/nginx/modules/ngx_stream_module.so;";

/** Postgres of Debian in place of the image of postgres. */
export const postgresImage: Image = {
  system: "trixie",
  user: "postgres",
  path: ["/usr/lib/postgresql/17/bin"],
};

/**
 * The same with the locale that the image of postgres has and names in LANG; servers of other makes may
 * have none but C.
 */
export function postgresImageWithLocales(): Image {
  return {
    ...postgresImage,
    files: { "/usr/lib/locale/locale-archive": localesFile() },
    environment: { LANG: "en_US.utf8" },
  };
}

/** Redis of Debian in place of the image of redis. */
export const redisImage: Image = { system: "bookworm", user: "redis" };

/** Python of Debian with the packages of a service. */
function pythonImage(user: string, packages: PythonPackages): Image {
  return {
    system: "bookworm",
    user,
    path: ["/opt/python/bin"],
    folders: { "/opt/python": installedPackages(packages) },
  };
}

/** Superset's packages in place of the image of analytics, with a configuration module where it has one. */
export function analyticsImage(imageConfig: string | undefined): Image {
  const path = "/app/pythonpath/superset_config.py";
  return {
    ...pythonImage("superset", "superset"),
    environment: { PYTHONPATH: "/app/pythonpath" },
    ...(imageConfig && { files: { [path]: scratchFile("superset_config.py", imageConfig) } }),
  };
}

/** The clients of Baserow in place of the image of tables. */
export const tablesImage = (): Image => pythonImage("baserow", "tables-clients");

/** Where an exporter's program is in the image that stands for its own. */
export const exporterProgram = "/exporter";

/** An exporter of Prometheus as its authors publish it, in place of its image. */
export function exporterImage(name: string): Image {
  return {
    system: "trixie",
    user: "exporter",
    files: { [exporterProgram]: builtProgram("exporters", name) },
  };
}

/** Rclone as its authors publish it, with BusyBox, as in Alpine. */
export function rcloneImage(): Image {
  return {
    system: "trixie",
    user: "rclone",
    path: ["/opt/busybox"],
    files: { "/usr/local/bin/rclone": builtProgram("rclone", "rclone") },
  };
}

const nodeFile = { "/usr/local/bin/node": process.execPath };

/** What the entrypoint of the app's image does: a shell that hands no signal on, nginx, then Node. */
const appEntrypoint = `#!/bin/sh
sleep 1000 &
node main.js
`;

/** BusyBox, as in Alpine, with a program of a test in place of the app. */
export function appImage(program: string): Image {
  return {
    system: "trixie",
    user: "app",
    path: ["/opt/busybox"],
    workingFolder: "/usr/src/app",
    files: {
      ...nodeFile,
      "/usr/src/app/docker-entrypoint.sh": scratchFile("docker-entrypoint.sh", appEntrypoint),
      "/usr/src/app/main.js": scratchFile("main.js", program),
    },
  };
}

/** Tells how long it was asked to sleep, and does it faster. */
const notedSleep = `#!/bin/sh
echo "$1" >> /tmp/sleeps
exec /usr/bin/sleep 0.2
`;

/** GNU tools, as in Amazon Linux, with a program of a test in place of the engine. */
export function engineImage(program: string): Image {
  return {
    system: "trixie",
    user: "engine",
    workingFolder: "/var/task",
    files: {
      ...nodeFile,
      "/usr/local/bin/sleep": scratchFile("sleep", notedSleep),
      "/var/task/main.js": scratchFile("main.js", program),
      "/var/tmp-base/codes/package.json": scratchFile("package.json", "{}"),
    },
  };
}
