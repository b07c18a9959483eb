import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageRepository, imageTag, type ImageName } from "../../components/stack/images";
import { declaredServices } from "../../components/stack/declared-services";
import type { ServiceId } from "../../components/services/service-registry";
import { imageUsers } from "../../components/resources/pods/container-security";
import type { ImageRecipe } from "../../sandbox/node/images/image-archive";
import { configOf } from "../support/configuration";
import { ImageStage, stubs } from "./image-stage";
import { appMigrations, releases, tablesMigrations, type Migration } from "./releases";

const config = configOf({});
const base = "localhost/debian:trixie";
const publicPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A tag of an image, and what its program runs. */
type TaggedMigrations = readonly [string, readonly Migration[]];

/** Files and folders of this machine by the path that an image has them at. */
type Files = ImageRecipe["files"];

/** The full reference under which a node looks for an image; Docker Hub is what has no host. */
function reference(name: ImageName, tag = imageTag(name, config)): string {
  const repository = imageRepository(name, config);
  return `${repository.includes("/") ? repository : `docker.io/library/${repository}`}:${tag ?? ""}`;
}

/** Programs of the base that belong to one image only, by that image. */
const programs = {
  postgres: ["/usr/lib/postgresql", "/usr/bin/psql", "/usr/bin/pg_dump", "/usr/bin/pg_isready"],
  redis: ["/usr/bin/redis-server", "/usr/bin/redis-cli"],
  nginx: ["/usr/sbin/nginx"],
  node: ["/usr/bin/node"],
  python: ["/usr/bin/python3"],
} as const;

/** Everything but the programs that an image really has. */
function without(...kept: readonly (keyof typeof programs)[]): readonly string[] {
  return Object.entries(programs).flatMap(([name, paths]) => (kept.some((own) => own === name) ? [] : paths));
}

function storeImages(stage: ImageStage): readonly ImageRecipe[] {
  const sample = "/usr/share/postgresql/17/postgresql.conf.sample";
  const listening = readFileSync(stage.ofSystem(sample), "utf8").replace(
    /^#?listen_addresses = .*$/m,
    "listen_addresses = '*'",
  );
  return [
    {
      reference: reference("postgres"),
      base,
      without: without("postgres"),
      files: {
        ...stage.accounts("postgres", imageUsers.postgres),
        "/usr/local/bin/docker-entrypoint.sh": join(stubs, "postgres-entrypoint.sh"),
        [sample]: stage.file("postgresql.conf.sample", listening),
      },
      config: {
        entrypoint: ["docker-entrypoint.sh"],
        command: ["postgres"],
        environment: {
          PATH: `${publicPath}:/usr/lib/postgresql/17/bin`,
          PGDATA: "/var/lib/postgresql/data",
          LANG: "C.UTF-8",
        },
        stopSignal: "SIGINT",
      },
    },
    {
      reference: reference("redis"),
      base,
      without: without("redis"),
      files: {
        ...stage.accounts("redis", imageUsers.redis),
        "/usr/local/bin/docker-entrypoint.sh": join(stubs, "redis-entrypoint.sh"),
      },
      config: {
        entrypoint: ["docker-entrypoint.sh"],
        command: ["redis-server"],
        environment: { PATH: publicPath },
        workingFolder: "/data",
      },
    },
  ];
}

function nginxFiles(stage: ImageStage): Readonly<Record<string, string>> {
  return {
    "/usr/sbin/nginx.debian": stage.ofSystem("usr/sbin/nginx"),
    "/usr/sbin/nginx": join(stubs, "nginx.sh"),
  };
}

function gatewayImage(stage: ImageStage): ImageRecipe {
  return {
    reference: reference("nginx"),
    base,
    without: without("nginx"),
    files: {
      ...stage.accounts("nginx", imageUsers.nginx),
      ...nginxFiles(stage),
      "/docker-entrypoint.sh": join(stubs, "nginx-entrypoint.sh"),
    },
    config: {
      entrypoint: ["/docker-entrypoint.sh"],
      command: ["nginx", "-g", "daemon off;"],
      environment: { PATH: publicPath },
      stopSignal: "SIGQUIT",
    },
  };
}

const environment = { PATH: publicPath };

/** The image of the app of one release. */
function appImage(stage: ImageStage, files: Files, [tag, migrations]: TaggedMigrations): ImageRecipe {
  return {
    reference: reference("app", tag),
    base,
    without: without("node", "nginx"),
    files: {
      ...files,
      ...stage.migrations(`app-${tag}`, migrations),
      "/usr/src/app/docker-entrypoint.sh": join(stubs, "app-entrypoint.sh"),
    },
    config: {
      entrypoint: ["/usr/src/app/docker-entrypoint.sh"],
      // The commands are BusyBox's, as in Alpine.
      environment: { PATH: `/opt/busybox:${publicPath}` },
      workingFolder: "/usr/src/app",
    },
  };
}

/** The image of tables of one release. */
function tablesImage(stage: ImageStage, files: Files, [tag, migrations]: TaggedMigrations): ImageRecipe {
  return {
    reference: reference("tables", tag),
    base,
    without: without("python"),
    files: {
      ...files,
      ...stage.migrations(`tables-${tag}`, migrations),
      "/baserow/backend/docker/docker-entrypoint.sh": join(stubs, "tables-entrypoint.sh"),
    },
    config: { entrypoint: ["python3", "/opt/stubs/tables.py"], environment },
  };
}

function engineImage(stage: ImageStage, files: Files, version: string): ImageRecipe {
  return {
    reference: reference("engine", version),
    base,
    without: without("node"),
    files: {
      ...files,
      ...stage.accounts("engine", userOf("engine")),
      "/var/task/main.js": stage.file("main.js", 'require("/opt/stubs/engine.js");\n'),
      "/var/tmp-base/codes": stage.folderWith("codes", "package.json", "{}"),
    },
    config: { entrypoint: ["node", "main.js"], environment, workingFolder: "/var/task" },
  };
}

function serviceImages(stage: ImageStage): readonly ImageRecipe[] {
  const files = { "/opt/stubs": stage.stubs() };
  return [
    ...Object.entries(appMigrations).map((release) => appImage(stage, files, release)),
    ...Object.entries(tablesMigrations).map((release) => tablesImage(stage, files, release)),
    ...Object.values(releases).map((version) => engineImage(stage, files, version)),
    {
      reference: reference("worker"),
      base,
      without: without("node"),
      files: { ...files, ...stage.accounts("worker", userOf("worker")) },
      config: { entrypoint: ["node", "/opt/stubs/worker.js"], environment, user: String(userOf("worker")) },
    },
    {
      reference: reference("analytics"),
      base,
      without: without("python"),
      files: {
        ...files,
        ...stage.accounts("superset", userOf("analytics")),
        "/app/pythonpath/superset_config.py": join(stubs, "superset_config.py"),
      },
      config: {
        entrypoint: ["python3", "/opt/stubs/analytics.py"],
        environment: { ...environment, PYTHONPATH: "/app/pythonpath" },
        user: String(userOf("analytics")),
      },
    },
  ];
}

/** The images of a whole stack: stores and gateway as the official ones are, and stubs of the services. */
export function imageRecipes(folder: string, system: string): readonly ImageRecipe[] {
  const stage = new ImageStage(folder, system);
  return [
    { reference: base, files: { "/": system }, config: {} },
    ...storeImages(stage),
    gatewayImage(stage),
    ...serviceImages(stage),
  ];
}

/** The user that a service's container runs as. */
function userOf(id: ServiceId): number {
  const { runAs } = declaredServices[id];
  return "user" in runAs ? runAs.user : 0;
}
