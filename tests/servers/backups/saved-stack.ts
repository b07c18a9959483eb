import type { ProgramRun } from "../../support/program";
import { BackupPods } from "./backup-pods";
import type { Container } from "../container";
import { bootstrap, postgresVolume, query, rolePassword, stackWith, startPostgres, urlOf } from "../postgres";
import { secretOf } from "../pod-spec";

/** The configuration of a stack with backups. */
export const withBackups = { backup: { enabled: true } };

interface Login {
  readonly user: string;
  readonly password: string;
}

/** A real server with data, uploaded files and one backup of them. */
export class SavedStack {
  /** The backup. */
  id = "";

  private constructor(
    readonly program: ProgramRun,
    readonly server: Container,
    readonly pods: BackupPods,
  ) {}

  /** Starts the server with an administrator of its own, or with one who is no superuser. */
  static async start(login?: Login): Promise<SavedStack> {
    const program = await stackWith({}, withBackups);
    const server = await startPostgres(program, await postgresVolume(program));
    const pods = new BackupPods(program, login && { PGUSER: login.user, PGPASSWORD: login.password });
    const made = new SavedStack(program, server, pods);
    if (login !== undefined) {
      const { user, password } = login;
      await query(made.asAdmin(), `CREATE ROLE ${user} LOGIN CREATEROLE CREATEDB PASSWORD '${password}'`);
    }
    const { status, log } = await bootstrap(program, login);
    if (status !== 0) {
      throw new Error(`The databases were not made:\n${log}`);
    }
    await made.fill();
    made.id = (await pods.save()).id;
    return made;
  }

  /** The connection of a role to a database. */
  as(role: string, database: string): string {
    return urlOf(role, rolePassword(this.program, role), database);
  }

  asAdmin(database = "postgres"): string {
    return urlOf("postgres", secretOf(this.program, "postgres").POSTGRES_PASSWORD ?? "", database);
  }

  get app(): string {
    return this.as("openops_app", "openops");
  }

  /** What of the data a person would notice. */
  async data() {
    return {
      flows: await query(this.app, "SELECT count(*)::int, min(name), max(name) FROM flow"),
      connections: await query(this.app, "SELECT * FROM connection"),
      rows: await query(this.as("openops_tables", "tables"), "SELECT * FROM sheet ORDER BY id"),
      readable: await query(this.as("openops_tables_ro", "tables"), "SELECT count(*)::int FROM sheet_view"),
      owners: await query(
        this.asAdmin("openops"),
        "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
      ),
      next: await query(this.app, "SELECT nextval('flow_number')::int > 0"),
      uploads: this.pods.uploads(),
    };
  }

  /** How many flows the app has. */
  async flows(): Promise<unknown> {
    return (await query(this.app, "SELECT count(*)::int FROM flow")).flat()[0];
  }

  /** The names of all databases but those that every server has. */
  async databases(): Promise<readonly unknown[]> {
    const rows = await query(
      this.asAdmin(),
      "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1",
    );
    return rows.flat();
  }

  /** What happens to a stack after its backup. */
  async damage(): Promise<void> {
    await query(
      this.app,
      "DELETE FROM flow WHERE id > 3",
      "DROP TABLE connection",
      "CREATE TABLE junk (id int)",
    );
    await query(this.as("openops_tables", "tables"), "UPDATE sheet SET name = 'overwritten'");
    this.pods.upload("image.png", "overwritten");
    this.pods.upload("late.png", "late");
  }

  private async fill(): Promise<void> {
    await query(
      this.app,
      "CREATE SEQUENCE flow_number",
      "CREATE TABLE flow (id int PRIMARY KEY, name text)",
      "INSERT INTO flow SELECT n, 'flow ' || n FROM generate_series(1, 5000) n",
      "CREATE TABLE connection AS SELECT 1 AS id, 'encrypted'::text AS value",
    );
    await query(
      this.as("openops_tables", "tables"),
      "CREATE TABLE sheet AS SELECT n AS id, 'row ' || n AS name FROM generate_series(1, 10) n",
      "CREATE VIEW sheet_view AS SELECT * FROM sheet",
    );
    this.pods.upload("image.png", "an image");
  }
}

/** The databases of a stack. */
export const inUse = ["analytics", "openops", "tables"];

/** The same with what a restore puts aside. */
export const keptBeside = [
  "analytics",
  "analytics_before",
  "openops",
  "openops_before",
  "tables",
  "tables_before",
];
