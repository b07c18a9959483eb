import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { imageReference, type ImageName } from "../../components/model/images";
import { imageUsers } from "../../components/security";
import type { ImageRecipe } from "../../sandbox/node/image-archive";
import { configOf } from "../support/configuration";

const root = resolve(__dirname, "../..");
const stubs = join(__dirname, "stubs");
const base = "localhost/debian:trixie";
const publicPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** The npm packages that some packages need, themselves included. */
function withDependencies(names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    const folder = join(root, "node_modules", name);
    if (!found.has(name) && existsSync(folder)) {
      found.add(name);
      const text = readFileSync(join(folder, "package.json"), "utf8");
      Object.keys(packageSchema.parse(JSON.parse(text)).dependencies).forEach(add);
    }
  };
  names.forEach(add);
  return [...found];
}

/** The full reference under which a node looks for an image; Docker Hub is what has no host. */
function reference(name: ImageName, execution: "engine" | "worker" = "engine"): string {
  const short = imageReference(name, configOf({ execution }));
  return short.includes("/") ? short : `docker.io/library/${short}`;
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

/** Makes the files that images have beside the base's, and says where they are. */
class Stage {
  constructor(
    private readonly folder: string,
    private readonly system: string,
  ) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** The accounts of an image with one user of its own. */
  accounts(user: string, id: number): Readonly<Record<string, string>> {
    return {
      "/etc/passwd": this.file(
        `${user}.passwd`,
        `root:x:0:0::/root:/bin/sh\n${user}:x:${id}:${id}::/home:/bin/sh\n`,
      ),
      "/etc/group": this.file(`${user}.group`, `root:x:0:\n${user}:x:${id}:\n`),
    };
  }

  /** The stubs with the client libraries of the Node.js services. */
  stubs(): string {
    const folder = join(this.folder, "stubs");
    cpSync(stubs, folder, { recursive: true });
    for (const name of withDependencies(["ioredis", "pg"])) {
      cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
    }
    return folder;
  }

  /** A folder with one file in it. */
  folderWith(name: string, file: string, content: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), content);
    return folder;
  }

  ofSystem(path: string): string {
    return join(this.system, path);
  }
}

function storeImages(stage: Stage): readonly ImageRecipe[] {
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

function nginxFiles(stage: Stage): Readonly<Record<string, string>> {
  return {
    "/usr/sbin/nginx.debian": stage.ofSystem("usr/sbin/nginx"),
    "/usr/sbin/nginx": join(stubs, "nginx.sh"),
  };
}

function gatewayImage(stage: Stage): ImageRecipe {
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

function serviceImages(stage: Stage): readonly ImageRecipe[] {
  const stubFolder = { "/opt/stubs": stage.stubs() };
  const environment = { PATH: publicPath };
  const seed = stage.folderWith("codes", "package.json", "{}");
  return [
    {
      reference: reference("app"),
      base,
      without: without("node", "nginx"),
      files: { ...stubFolder, "/usr/src/app/docker-entrypoint.sh": join(stubs, "app-entrypoint.sh") },
      config: {
        entrypoint: ["/usr/src/app/docker-entrypoint.sh"],
        // The commands are BusyBox's, as in Alpine.
        environment: { PATH: `/opt/busybox:${publicPath}` },
        workingFolder: "/usr/src/app",
      },
    },
    {
      reference: reference("engine"),
      base,
      without: without("node"),
      files: {
        ...stubFolder,
        ...stage.accounts("engine", imageUsers.engine),
        "/var/task/main.js": stage.file("main.js", 'require("/opt/stubs/engine.js");\n'),
        "/var/tmp-base/codes": seed,
      },
      config: { entrypoint: ["node", "main.js"], environment, workingFolder: "/var/task" },
    },
    {
      reference: reference("worker", "worker"),
      base,
      without: without("node"),
      files: { ...stubFolder, ...stage.accounts("worker", imageUsers.worker) },
      config: { entrypoint: ["node", "/opt/stubs/worker.js"], environment, user: String(imageUsers.worker) },
    },
    {
      reference: reference("tables"),
      base,
      without: without("python"),
      files: {
        ...stubFolder,
        "/baserow/backend/docker/docker-entrypoint.sh": join(stubs, "tables-entrypoint.sh"),
      },
      config: { entrypoint: ["python3", "/opt/stubs/tables.py"], environment },
    },
    {
      reference: reference("analytics"),
      base,
      without: without("python"),
      files: {
        ...stubFolder,
        ...stage.accounts("superset", imageUsers.analytics),
        "/app/pythonpath/superset_config.py": join(stubs, "superset_config.py"),
      },
      config: {
        entrypoint: ["python3", "/opt/stubs/analytics.py"],
        environment: { ...environment, PYTHONPATH: "/app/pythonpath" },
        user: String(imageUsers.analytics),
      },
    },
  ];
}

/** The images of a whole stack: stores and gateway as the official ones are, and stubs of the services. */
export function imageRecipes(folder: string, system: string): readonly ImageRecipe[] {
  const stage = new Stage(folder, system);
  return [
    { reference: base, files: { "/": system }, config: {} },
    ...storeImages(stage),
    gatewayImage(stage),
    ...serviceImages(stage),
  ];
}
