import { z } from "zod";

/** What the table of migrations of one service holds: how many rows, and a digest of them. */
const lineSchema = z.tuple([z.string(), z.string(), z.number(), z.string().nullable()]);

/** The tables of migrations of a stack's databases, as the script of backups prints them. */
export const migrationsSchema = z.array(lineSchema);

/** Which migrations have run, service by service. */
export type Migrations = z.output<typeof migrationsSchema>;

/** A service whose migrations have run between two looks. */
export interface MovedService {
  readonly service: string;
  readonly before: number;
  readonly after: number;
}

/** Reads the tables of migrations from the lines that the pod printed. */
export function migrationsIn(lines: readonly string[]): Migrations {
  return lines
    .filter((line) => line.startsWith("["))
    .flatMap((line) => {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    });
}

/** The services whose tables of migrations differ; one that has got its first table is among them. */
export function movedServices(before: Migrations, after: Migrations): readonly MovedService[] {
  return after.flatMap(([service, table, count, digest]) => {
    const old = before.find((line) => line[0] === service && line[1] === table);
    return old?.[2] === count && old[3] === digest ? [] : [{ service, before: old?.[2] ?? 0, after: count }];
  });
}
