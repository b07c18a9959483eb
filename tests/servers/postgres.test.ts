import type { ProgramRun } from "../support/program";
import type { Container } from "./container";
import {
  logged,
  postgresVolume,
  query,
  stackWith,
  startContainer,
  startPostgres,
  stopPostgres,
  urlOf,
} from "./postgres";

const oldPassword = "password-of-the-first-start";
const newPassword = "password-of-the-current-Secret";

let program: ProgramRun;
let data: string;
let server: Container;

beforeAll(async () => {
  data = await postgresVolume(await stackWith({ postgresPassword: oldPassword }));
  program = await stackWith({ postgresPassword: newPassword });
  server = await startPostgres(program, data);
});

function admin(password: string): string {
  return urlOf("postgres", password, "postgres");
}

describe("the server", () => {
  test("runs as an unprivileged user that can write to its volume, socket folder and /tmp alone", async () => {
    const { output } = await server.exec(["cat", "/proc/1/status"]);
    const folders = ["/etc", "/etc/openops/postgres", "/var/lib", "/var/run/postgresql", "/tmp"];
    const attempts = folders.map((folder) => server.exec(["touch", `${folder}/x`]));

    expect(output).toMatch(/^Uid:\t999\t999\t999\t999$/m);
    expect(output).toMatch(/^CapEff:\t0+$/m);
    expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual([1, 1, 1, 0, 0]);
  });

  test("is Postgres 17 with the settings of its arguments", async () => {
    const settings = "current_setting('server_version_num')::int / 10000, current_setting('max_connections')";

    expect(await query(admin(newPassword), `SELECT ${settings}`)).toEqual([[17, "300"]]);
  });

  test("logs nothing wrong at its start, but that the hook asked for it early", () => {
    const complaints = server
      .log()
      .split("\n")
      .filter((line) => /WARNING|ERROR|FATAL/.test(line) && !line.includes("database system is starting up"));

    expect(complaints).toEqual([]);
  });

  test("is ready by its probe", async () => {
    expect((await server.exec(["pg_isready", "-U", "postgres", "-d", "postgres"])).status).toBe(0);
  });
});

describe("the administrator", () => {
  test("has the password of the current Secret on a volume made with another", async () => {
    expect(await query(admin(newPassword), "SELECT current_user")).toEqual([["postgres"]]);
    await expect(query(admin(oldPassword), "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  });

  test("cannot come over the network without a password", async () => {
    const { status, errors } = await server.exec(["psql", "-h", "127.0.0.1", "-U", "postgres", "-w"], {
      input: "SELECT 1",
    });

    expect(status).toBe(2);
    expect(errors).toContain("no password supplied");
  });

  test("needs none at the socket in the pod", async () => {
    const { status, output } = await server.exec(["psql", "-U", "postgres", "-w", "-Atc", "SELECT 1"]);

    expect([status, output]).toEqual([0, "1\n"]);
  });

  test("has a password that is stored as a SCRAM verifier", async () => {
    const stored = "SELECT left(rolpassword, 14) FROM pg_authid WHERE rolname = 'postgres'";

    expect(await query(admin(newPassword), stored)).toEqual([["SCRAM-SHA-256$"]]);
  });
});

describe("the hook after the start", () => {
  const serverCommand = ["postgres", "-c", "hba_file=/etc/openops/postgres/pg_hba.conf"];

  test("gives up with a reason when no server comes", async () => {
    await stopPostgres(server);
    const empty = await startContainer(program, data, { command: ["sleep", "infinity"] });
    const path = "/opt/no-sleep:/usr/lib/postgresql/17/bin:/usr/bin:/bin";
    const { status, errors } = await empty.hook("postStart", { PATH: path });

    expect([status, errors]).toEqual([1, "Postgres took no connections within ten minutes\n"]);
    await empty.remove();
    server = await startPostgres(program, data);
  }, 60_000);

  test("waits for a server that is still starting, and not for one at the socket alone", async () => {
    await stopPostgres(server);
    server = await startContainer(program, data, { command: ["sleep", "infinity"] });
    let done = false;
    const hook = server.hook("postStart").finally(() => (done = true));
    // As the image's entrypoint does while it initialises a volume.
    const temporary = server.exec([...serverCommand, "-c", "listen_addresses="]);
    await logged(server, "").then(() => waitForSocket());
    expect(done).toBe(false);
    await server.exec(["pg_ctl", "stop", "--mode=fast", "--silent"]);
    await temporary;
    void server.exec(serverCommand);

    expect((await hook).status).toBe(0);
    expect(await query(admin(newPassword), "SELECT 1")).toEqual([[1]]);
  }, 30_000);

  async function waitForSocket(): Promise<void> {
    const { status } = await server.exec(["sh", "-c", "until pg_isready -q; do sleep 0.05; done"]);
    expect(status).toBe(0);
  }

  test("leaves no password in the log when the server refuses its statement", async () => {
    await stopPostgres(server);
    server = await startPostgres(program, data);
    await query(
      admin(newPassword),
      "ALTER SYSTEM SET default_transaction_read_only = on",
      "SELECT pg_reload_conf()",
    );
    await logged(server, "reloading configuration files");
    const { status, errors } = await server.hook("postStart");

    expect(status).toBe(3);
    expect(errors).toContain("cannot execute ALTER ROLE in a read-only transaction");
    expect(await logged(server, "cannot execute ALTER ROLE")).not.toContain(newPassword);
  });
});
