import { passwordVariable } from "../secrets/bootstrap-sql";
import { databasesOf, tablesReadLogin, type OwnedDatabase } from "../../sources/databases";
import type { StackConfig } from "../../stack/stack-config";

/** A database as a backup has it: known by its service, since its name may differ between stacks. */
export interface SavedDatabase extends OwnedDatabase {
  readonly service: "app" | "tables" | "analytics";
  /** The variable with its owner's password. */
  readonly passwordVariable: string;
  /** A role besides the owner that may connect. */
  readonly reader?: string;
}

/** The databases of a stack that are backed up. */
export function savedDatabases(config: StackConfig): readonly SavedDatabase[] {
  const { app, tables, analytics } = databasesOf(config);
  const named = (service: SavedDatabase["service"], owned: OwnedDatabase): SavedDatabase => ({
    ...owned,
    service,
    passwordVariable: passwordVariable(owned.role),
  });
  return config.services.analytics.enabled
    ? [
        named("app", app),
        { ...named("tables", tables), reader: tablesReadLogin.role },
        named("analytics", analytics),
      ]
    : [named("app", app), named("tables", tables)];
}

/** The databases as the scripts read them: a line each, in columns; `-` where there is no reader. */
export function databaseLines(config: StackConfig): string {
  return savedDatabases(config)
    .map(({ service, database, role, passwordVariable: variable, reader = "-" }) =>
      [service, database, role, variable, reader].join(" "),
    )
    .join("\n");
}
