import { once } from "node:events";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { KeyPair } from "../../../sandbox/control-plane/certificates";
import { addresses } from "../../../sandbox/node/addresses";
import { nodeLayoutOf } from "../../../sandbox/node/node-layout";
import { until } from "../../../sandbox/processes/until";
import { outsideService } from "./outside-service";

const system = resolve(__dirname, "../../../.sandbox/systems/images/root");
const runner = join(__dirname, "outside-server.sh");
const startSeconds = 30;
const postgresPrograms = "/usr/lib/postgresql/17/bin";

/** What the outside servers let in: an administrator of Postgres who is no superuser, and Redis' one user. */
export interface OutsidePasswords {
  readonly postgres: string;
  readonly redis: string;
}

/** Where each server listens. */
export const outsideServers = {
  postgres: { port: 5432, administrator: "company_setup" },
  redis: { port: 6380 },
} as const;

export const serverNames = ["postgres", "redis"] as const;

export type ServerName = (typeof serverNames)[number];

/** The namespace whose Services have the names by which pods find the servers. */
const namespace = "company";

/** The name by which pods find a server: a Service without pods, whose endpoint lies beyond the node. */
export function outsideHost(name: ServerName): string {
  return `${name}.${namespace}.svc.cluster.local`;
}

/** The objects that make the servers known in a cluster, with a Secret of each administrator's password. */
export function outsideObjects(passwords: OutsidePasswords): readonly object[] {
  const of = (name: ServerName) => [
    ...outsideService({ name, namespace, port: outsideServers[name].port }),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      stringData: { password: passwords[name] },
    },
  ];
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...of("postgres"),
    ...of("redis"),
  ];
}

/** Where a stack's configuration says that the password of a server is. */
export function outsideCredentials(name: ServerName) {
  return { kind: "secret", secretName: name, namespace } as const;
}

/** Postgres and Redis as a company runs them: beyond the node, with certificates of the company's authority. */
export class OutsideServers {
  readonly #folders: Readonly<Record<ServerName, string>>;
  readonly #running = new Map<ServerName, ChildProcess>();
  readonly #network: string;

  constructor(
    clusterFolder: string,
    private readonly passwords: OutsidePasswords,
  ) {
    const first = readFileSync(nodeLayoutOf(clusterFolder).firstProcess, "utf8").trim();
    this.#network = `/proc/${first}/root/run/netns/external`;
    this.#folders = { postgres: folderOf("postgres"), redis: folderOf("redis") };
  }

  /** Makes the files of the servers and starts them. */
  async start(certificates: Readonly<Record<ServerName, KeyPair>>): Promise<void> {
    await this.#initialise();
    await this.restart("postgres", certificates.postgres);
    await this.restart("redis", certificates.redis);
    const { administrator } = outsideServers.postgres;
    const role = `CREATE ROLE ${administrator} LOGIN CREATEROLE CREATEDB PASSWORD '${this.passwords.postgres}'`;
    await this.#run("postgres", ["psql", "--host=/srv", "--dbname=postgres", "--quiet", "--command", role]);
  }

  /** Starts a server anew with another certificate; connections to it end. */
  async restart(name: ServerName, { certificate, key }: KeyPair): Promise<void> {
    await this.stop(name);
    const folder = this.#folders[name];
    const owner = statSync(folder);
    for (const [file, content] of Object.entries({ "tls.crt": certificate, "tls.key": key })) {
      writeFileSync(join(folder, file), content, { mode: 0o600 });
      chownSync(join(folder, file), owner.uid, owner.gid);
    }
    const command = {
      postgres: [`${postgresPrograms}/postgres`, "-D", "/srv/data"],
      redis: ["redis-server", "/srv/redis.conf"],
    }[name];
    const server = spawn("sh", this.#arguments(name, command), { stdio: "ignore" });
    this.#running.set(name, server);
    const ping = {
      postgres: ["psql", "--host=/srv", "--dbname=postgres", "--command=SELECT 1"],
      redis: ["redis-cli", "-s", "/srv/socket", "ping"],
    }[name];
    const isUp = await until(startSeconds, () =>
      this.#run(name, ping).then(
        () => true,
        () => undefined,
      ),
    );
    if (isUp === undefined) {
      throw new Error(`${name} did not start beyond the node within ${startSeconds} s`);
    }
  }

  /** The rows of a query, as text. */
  async query(database: string, sql: string): Promise<string> {
    return this.#run("postgres", ["psql", "--host=/srv", `--dbname=${database}`, "-Atc", sql]);
  }

  /** Ends a server as a crash does. */
  async stop(name: ServerName): Promise<void> {
    const server = this.#running.get(name);
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    }
    this.#running.delete(name);
  }

  async remove(): Promise<void> {
    for (const name of serverNames) {
      await this.stop(name);
      rmSync(this.#folders[name], { recursive: true, force: true });
    }
  }

  async #initialise(): Promise<void> {
    const initdb = [`${postgresPrograms}/initdb`, "-D", "/srv/data", "--username=postgres", "--no-sync"];
    await this.#run("postgres", [...initdb, "--auth-local=trust", "--auth-host=scram-sha-256"]);
    const { postgres, redis } = this.#folders;
    const settings = [
      `listen_addresses = '${addresses.external}'`,
      "unix_socket_directories = '/srv'",
      "max_connections = 300",
      "ssl = on",
      "ssl_cert_file = '/srv/tls.crt'",
      "ssl_key_file = '/srv/tls.key'",
    ];
    writeFileSync(join(postgres, "data", "postgresql.auto.conf"), `${settings.join("\n")}\n`);
    const rules = "local all all trust\nhostssl all all all scram-sha-256\n";
    writeFileSync(join(postgres, "data", "pg_hba.conf"), rules);
    const directives = [
      `bind ${addresses.external}`,
      "port 0",
      `tls-port ${outsideServers.redis.port}`,
      "tls-cert-file /srv/tls.crt",
      "tls-key-file /srv/tls.key",
      "tls-auth-clients no",
      `user default on ~* &* +@all >${this.passwords.redis}`,
      "unixsocket /srv/socket",
      "maxmemory-policy noeviction",
      "appendonly yes",
      "dir /srv",
    ];
    writeFileSync(join(redis, "redis.conf"), `${directives.join("\n")}\n`);
    chmodSync(join(redis, "redis.conf"), 0o644);
  }

  #arguments(name: ServerName, command: readonly string[]): readonly string[] {
    return [runner, this.#network, system, this.#folders[name], name, ...command];
  }

  async #run(name: ServerName, command: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)("sh", this.#arguments(name, command));
    return stdout.trim();
  }
}

/** A folder of a user of the images' system. */
function folderOf(user: string): string {
  const folder = mkdtempSync(join(tmpdir(), `openops-outside-${user}-`));
  const line = readFileSync(join(system, "etc", "passwd"), "utf8")
    .split("\n")
    .find((text) => text.startsWith(`${user}:`));
  const [, , uid, gid] = (line ?? "").split(":").map(Number);
  chownSync(folder, uid ?? 0, gid ?? 0);
  return folder;
}
