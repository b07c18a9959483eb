import { Client } from "pg";
import { runProgram, type ProgramRun } from "../support/program";
import { Container } from "./container";
import { postgresImage, postgresImageWithLocales, type Image } from "./images";
import { eventually, nameHosts, scratchFile, scratchFolder } from "./machine";
import { podSpecOf, secretOf } from "./pod-spec";

/** The Service of Postgres in the stack `dev`. */
export const postgresHost = "postgres.openops-dev.svc";

/** Makes the program's stack `dev` with secrets and settings of its own where a test names them. */
export function stackWith(
  given: Readonly<Record<string, string>> = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ProgramRun> {
  const secrets = Object.entries(given).map(([name, value]) => [`openops:${name}`, value]);
  const config = Object.entries(settings).map(([name, value]) => [`openops:${name}`, JSON.stringify(value)]);
  return runProgram(
    "dev",
    { "openops:preset": "dev", ...Object.fromEntries(config), ...Object.fromEntries(secrets) },
    { secretKeys: secrets.map(([key = ""]) => key) },
  );
}

/** What the image's entrypoint does on an empty volume, with the image's own default of listening everywhere. */
const initialise = `
printf '%s\\n' "$POSTGRES_PASSWORD" > /tmp/password
initdb --username=postgres --pwfile=/tmp/password --no-sync "$@" > /dev/null
echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
`;

/** What a server is made from, where it is another than the stack's own image would make. */
interface Make {
  readonly image?: Image;
  readonly initdb?: readonly string[];
}

/** A new volume with a server's files, made with the administrator's password of `program`. */
export async function postgresVolume(
  program: ProgramRun,
  { image = postgresImageWithLocales(), initdb = [] }: Make = {},
): Promise<string> {
  const data = scratchFolder("postgres-data");
  const maker = await Container.start(podSpecOf(program, "postgres"), image, {
    claims: { data },
    command: ["bash", "-ec", initialise, "initdb", ...initdb],
  });
  const status = await maker.ended;
  if (status !== 0) {
    throw new Error(`initdb ended with ${status}:\n${maker.log()}`);
  }
  return data;
}

/** Starts the server's container on a volume, with another command where a test names one. */
export function startContainer(
  program: ProgramRun,
  data: string,
  {
    command,
    image = postgresImageWithLocales(),
  }: { readonly command?: readonly string[]; readonly image?: Image } = {},
): Promise<Container> {
  nameHosts({ [postgresHost]: "127.0.0.1" });
  // A bound of ten minutes is tested without waiting for it.
  const noSleep = { "/opt/no-sleep/sleep": scratchFile("sleep", "#!/bin/sh\n") };
  return Container.start(
    podSpecOf(program, "postgres"),
    { ...image, files: { ...image.files, ...noSleep } },
    {
      claims: { data },
      ...(command && { command }),
    },
  );
}

/** Starts Postgres on a volume and runs its hook, as a kubelet does. */
export async function startPostgres(
  program: ProgramRun,
  data: string,
  { image }: Pick<Make, "image"> = {},
): Promise<Container> {
  const server = await startContainer(program, data, image && { image });
  const { status, errors } = await server.hook("postStart");
  if (status !== 0) {
    throw new Error(`postStart ended with ${status}:\n${errors}\n${server.log()}`);
  }
  return server;
}

/** Ends Postgres in order, so that its volume can be used again. */
export async function stopPostgres(server: Container): Promise<void> {
  await server.exec(["pg_ctl", "stop", "--mode=immediate", "--silent"]);
  await server.remove();
}

interface BootstrapLogin {
  readonly user: string;
  readonly password: string;
}

/** Runs the Job that prepares the server, as another administrator where a test names one. */
export async function bootstrap(program: ProgramRun, login?: BootstrapLogin) {
  const job = await Container.start(podSpecOf(program, "openops-database-bootstrap"), postgresImage, {
    environment: login === undefined ? {} : { PGUSER: login.user, PGPASSWORD: login.password },
  });
  return { status: await job.ended, log: job.log() };
}

/** Runs statements over one connection and returns the rows of the last. */
export async function query(url: string, ...statements: readonly string[]): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) {
      rows = (await client.query({ text: statement, rowMode: "array" })).rows;
    }
    return rows;
  } finally {
    await client.end();
  }
}

/** The password that the Job gives a role; empty where the program has none for it. */
export function rolePassword(program: ProgramRun, role: string): string {
  return secretOf(program, "openops-database-bootstrap")[`PASSWORD_OF_${role.toUpperCase()}`] ?? "";
}

/** The connection URL of a role, as the program composes them. */
export function urlOf(role: string, password: string, database: string): string {
  return `postgresql://${role}:${password}@${postgresHost}:5432/${database}`;
}

/** Waits until the server's log says something. */
export function logged(server: Container, text: string): Promise<string> {
  return eventually(() => (server.log().includes(text) ? server.log() : undefined));
}
