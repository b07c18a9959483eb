import type { ProgramRun } from "../support/program";
import type { Container } from "./container";
import { postgresImage, postgresImageWithLocales, type Image } from "./images";
import { secretOf } from "./pod-spec";
import { postgresVolume, rolePassword, startPostgres, stopPostgres, urlOf } from "./postgres";

/** The administrator of managed services, who is no superuser. */
export const managed = { user: "administrator", password: "managed-service" };

/** Makes that administrator. */
export const createManaged = `CREATE ROLE ${managed.user} LOGIN CREATEROLE CREATEDB PASSWORD '${managed.password}'`;

/** What distinguishes a server from others. */
export interface ServerMake {
  /** Whether its machine has more locales than C. */
  readonly locales: boolean;
  readonly initdb: readonly string[];
}

interface ServerFiles {
  readonly image: Image;
  readonly data: string;
}

/** A server of Postgres as somebody else may have made it. */
export class MadeServer {
  private constructor(
    readonly program: ProgramRun,
    private readonly files: ServerFiles,
    private running: Container,
  ) {}

  get container(): Container {
    return this.running;
  }

  static async start(program: ProgramRun, { locales, initdb }: ServerMake): Promise<MadeServer> {
    const image = locales ? postgresImageWithLocales() : postgresImage;
    const data = await postgresVolume(program, { image, initdb });
    return new MadeServer(program, { image, data }, await startPostgres(program, data, { image }));
  }

  /** Takes on settings that a server reads at its start. */
  async restart(): Promise<void> {
    await stopPostgres(this.running);
    this.running = await startPostgres(this.program, this.files.data, this.files);
  }

  /** The connection of a role of the stack to a database. */
  as(role: string, database: string): string {
    return urlOf(role, rolePassword(this.program, role), database);
  }

  get app(): string {
    return this.as("openops_app", "openops");
  }

  asAdmin(database = "postgres"): string {
    return urlOf("postgres", secretOf(this.program, "postgres").POSTGRES_PASSWORD ?? "", database);
  }

  /** Runs a line of a shell beside the server, as its superuser. */
  async shell(line: string): Promise<string> {
    const { status, output, errors } = await this.container.exec(
      ["bash", "-ec", `set -o pipefail; ${line}`],
      {
        environment: { PGUSER: "postgres" },
      },
    );
    if (status !== 0) {
      throw new Error(`${line}\nended with ${status}:\n${errors}`);
    }
    return output;
  }
}
