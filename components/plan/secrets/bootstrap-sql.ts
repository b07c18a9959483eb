import {
  exporterLogin,
  nextLogin,
  passwordVariable,
  tablesReadLogin,
  type DatabaseLogin,
  type OwnedDatabase,
  type ServiceDatabase,
} from "../../sources/databases";
import type { SecretValueName } from "../../values/secret-definitions";
import type { Plan } from "../plan";
import {
  createCollation,
  createDatabase,
  hasCollation,
  refuseEncodings,
  refuseWithoutCollation,
  session,
} from "./database-sql";

/** What the Job that prepares the Postgres server runs. */
export interface DatabaseBootstrapScript {
  /** For psql; it can run any number of times. */
  readonly sql: string;
  /** The variable in which the script expects each password. */
  readonly passwords: Readonly<Record<string, SecretValueName>>;
}

/**
 * Renders the statements that give each service its own database and role. They work for an
 * administrator who is no superuser too, as the managed services' are. A secret whose clients move to a next
 * password has a second role.
 */
export function renderBootstrap({
  databases: owned,
  monitoring,
  rotating,
}: Pick<Plan, "databases" | "monitoring" | "rotating">): DatabaseBootstrapScript {
  const analytics = owned.find(({ service }) => service === "analytics");
  const reader = owned
    .filter((one) => one.reader !== undefined)
    .flatMap((read) => (analytics === undefined ? [] : [readerStatements(read, analytics.role)]));
  const moves = owned.filter(({ passwordSecret }) => rotating.includes(passwordSecret));
  const readers: readonly DatabaseLogin[] =
    reader.length === 0
      ? []
      : [{ role: tablesReadLogin.role, passwordSecret: tablesReadLogin.password.name }];
  const monitored = monitoring !== undefined;
  const logins: readonly DatabaseLogin[] = [...owned, ...readers, ...(monitored ? [exporterLogin] : [])];
  return {
    sql: [
      session,
      refuseEncodings(owned),
      ...owned.filter(isApp).map(refuseWithoutCollation),
      "SET password_encryption = 'scram-sha-256';",
      ...logins.map(({ role }) => roleStatements(role)),
      ...(monitored ? [exporterRights] : []),
      ...owned.map((one) => (moves.includes(one) ? secondLogin(one) : closeSecondLogin(one))),
      ...owned.map(databaseStatements),
      ...owned.map(handOver),
      ...reader,
      "",
    ].join("\n"),
    passwords: Object.fromEntries(
      [...logins, ...moves.map(nextLogin)].map(({ role, passwordSecret }) => [
        passwordVariable(role),
        passwordSecret,
      ]),
    ),
  };
}

function isApp({ service }: ServiceDatabase): boolean {
  return service === "app";
}

/** Statistics of every database, and nothing in them. */
const exporterRights = `
GRANT pg_monitor TO ${exporterLogin.role};`;

function roleStatements(role: string): string {
  return `
SELECT 'CREATE ROLE ${role} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') \\gexec
${passwordStatements(role, passwordVariable(role))}
-- What services make, and read of each other, is in "public", whatever the server looks in first.
SELECT 'ALTER ROLE ${role} SET search_path = "$user", public' FROM pg_roles WHERE rolname = '${role}'
  AND NOT EXISTS (SELECT FROM unnest(rolconfig) setting WHERE setting LIKE 'search_path=%public%') \\gexec`;
}

/**
 * A server logs statements that fail, and only a superuser may tell it not to. So the password is
 * handed over by a statement that cannot fail, and the one that sets it fails without quoting it.
 */
function passwordStatements(role: string, variable: string, condition = "true"): string {
  return `\\getenv password ${variable}
SELECT set_config('openops.password', :'password', false) \\g /dev/null
DO $$
BEGIN
  IF ${condition} THEN
    EXECUTE format('ALTER ROLE ${role} LOGIN PASSWORD %L', current_setting('openops.password'));
  END IF;
EXCEPTION WHEN OTHERS THEN
  RAISE EXCEPTION 'The password of ${role} was not set: %', SQLERRM;
END $$;`;
}

/**
 * The role by which clients with the next password come, while those with the first still use the
 * owner. Its sessions act as the owner, so that what they create belongs to it.
 */
function secondLogin(owned: OwnedDatabase): string {
  const { role } = nextLogin(owned);
  return `${roleStatements(role)}
GRANT ${owned.role} TO ${role};
ALTER ROLE ${role} SET ROLE TO '${owned.role}';`;
}

/** Outside of a move the second role knows no other password than the owner. */
function closeSecondLogin(owned: OwnedDatabase): string {
  const { role } = nextLogin(owned);
  const exists = `EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}')`;
  return `
${passwordStatements(role, passwordVariable(owned.role), exists)}`;
}

function databaseStatements({ database, role }: OwnedDatabase): string {
  return `
-- Who gives a database away has to be a member of the role that gets it.
GRANT ${role} TO CURRENT_USER;
\\set database ${database}
\\set owner ${role}
${createDatabase}
REVOKE CONNECT ON DATABASE "${database}" FROM PUBLIC;
-- An administrator may have made it for somebody else.
SELECT 'GRANT ALL ON DATABASE "${database}" TO ${role}'
  WHERE NOT (has_database_privilege('${role}', '${database}', 'CONNECT') AND has_database_privilege('${role}', '${database}', 'CREATE')) \\gexec`;
}

/**
 * Gives the owner what the administrator has in its database: a server that was used before, with that
 * one user, goes on with what it holds. Members of extensions and sequences of columns follow what they
 * belong to.
 */
function handOver(owned: ServiceDatabase): string {
  const { database, role } = owned;
  return `
SELECT 'ALTER DATABASE "${database}" OWNER TO ${role}'
  FROM pg_database WHERE datname = '${database}' AND pg_get_userbyid(datdba) = current_user \\gexec
\\connect ${database}
${session}
DO $$
DECLARE
  own oid := (SELECT oid FROM pg_roles WHERE rolname = current_user);
  statement text;
BEGIN
  FOR statement IN
    SELECT format('ALTER SCHEMA %I OWNER TO ${role}', nspname) FROM pg_namespace
      WHERE nspowner = own AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT format('ALTER TABLE %s OWNER TO ${role}', c.oid::regclass)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relowner = own AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d
          WHERE d.objid = c.oid AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')))
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO ${role}', p.oid::regprocedure)
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.proowner = own AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO ${role}', t.oid::regtype)
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE t.typowner = own AND (t.typtype IN ('e', 'd') OR c.relkind = 'c')
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
  LOOP
    EXECUTE statement;
  END LOOP;
END $$;${openPublic(owned)}${isApp(owned) ? appCollation(owned) : ""}`;
}

/**
 * Lets the owner make its tables in "public" where an administrator made the database for somebody else:
 * since Postgres 15 only the owner of a database may (its release notes, "Migration").
 */
function openPublic({ role }: OwnedDatabase): string {
  return `
SELECT 'CREATE SCHEMA public AUTHORIZATION ${role}'
  WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') \\gexec
SELECT 'GRANT USAGE, CREATE ON SCHEMA public TO ${role}'
  WHERE NOT (has_schema_privilege('${role}', 'public', 'USAGE') AND has_schema_privilege('${role}', 'public', 'CREATE')) \\gexec`;
}

/** The app owns what it would have found on other servers, so that its dumps have it. */
function appCollation({ role }: OwnedDatabase): string {
  return `
SET ROLE ${role};
SELECT $$${createCollation}$$ WHERE NOT ${hasCollation} \\gexec
RESET ROLE;`;
}

/** The role that analytics reads tables with sees what exists and what the owner will create. */
function readerStatements({ database, role }: OwnedDatabase, analyticsRole: string): string {
  const reader = tablesReadLogin.role;
  return `
GRANT CONNECT ON DATABASE "${database}" TO ${reader};
GRANT ${reader} TO ${analyticsRole};
\\connect ${database}
${session}
SET ROLE ${role};
GRANT USAGE ON SCHEMA public TO ${reader};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${reader};`;
}
