import type { OwnedDatabase } from "../../sources/databases";

/**
 * A new connection has to be told again: what is there already is not worth a word, and no name of
 * Postgres' means what a service's owner made.
 */
export const session = `SET client_min_messages = warning;
SET search_path = pg_catalog;`;

/** Another encoding cannot be changed, and has no room for every letter; nothing is changed before this. */
export function refuseEncodings(owned: readonly OwnedDatabase[]): string {
  return `
DO $$
DECLARE
  others text;
  steps text;
BEGIN
  SELECT string_agg(format('"%s" is in %s', datname, pg_encoding_to_char(encoding)), ', ' ORDER BY datname),
    string_agg(format('ALTER DATABASE %1$I RENAME TO %2$I;
CREATE DATABASE %1$I TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C'' LC_CTYPE ''C'';
pg_dump --no-owner --no-privileges %2$s | psql --set ON_ERROR_STOP=1 %1$s', datname, datname || '_before'), E'\\n' ORDER BY datname)
    INTO others, steps FROM pg_database
    WHERE datname IN (${owned.map(({ database }) => `'${database}'`).join(", ")})
      AND encoding <> pg_char_to_encoding('UTF8');
  IF others IS NOT NULL THEN
    RAISE EXCEPTION 'OpenOps needs its databases in UTF8, and %. Nothing was changed.', others
      USING DETAIL = 'A database in another encoding refuses letters that it has no room for, or garbles them.',
      HINT = format('Drop a database that is empty. Otherwise stop OpenOps, and then as an administrator:
%s
From SQL_ASCII, pg_dump also needs --encoding with the encoding that the text really has. Then update again.', steps);
  END IF;
END $$;`;
}

/** A server without the app's collation has to be able to make it; nothing is changed before this. */
export function refuseWithoutCollation({ database }: OwnedDatabase): string {
  return `
SELECT count(*) AS app_exists FROM pg_database WHERE datname = '${database}' \\gset
\\if :app_exists
\\connect ${database}
${session}
\\endif
DO $$
BEGIN
  -- A server that is built with ICU gets these when it is made.
  IF NOT ${hasCollation}
    AND NOT EXISTS (SELECT FROM pg_collation WHERE collname LIKE '%-x-icu') THEN
    RAISE EXCEPTION 'OpenOps needs the collation "en_US.utf8", and this server has neither it nor ICU to make it from. Nothing was changed.'
      USING HINT = 'Use a server that is built with ICU. Or add the locale en_US.UTF-8 to its machine, restart it, and update again after this, as a superuser:
CREATE DATABASE "${database}" TEMPLATE template0 ENCODING ''UTF8''
in that database: SELECT pg_import_system_collations(''pg_catalog'')';
  END IF;
END $$;
\\connect postgres
${session}`;
}

/**
 * A condition for a database: it has the collation that the first migration of OpenOps asks for, which is one
 * of glibc's. A server has those that its machine had when it was made, each for one encoding.
 */
export const hasCollation = `EXISTS (SELECT FROM pg_collation
    WHERE collname = 'en_US.utf8' AND collencoding IN (-1, pg_char_to_encoding('UTF8'))
      AND collnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'public')))`;

/** Makes that collation from ICU's, which has every letter and depends on no locale of the machine. */
export const createCollation = `CREATE COLLATION public."en_US.utf8" (provider = icu, locale = 'en-US')`;

/**
 * Makes the database :database of :owner where it is not there, for psql. It is in UTF8, whatever the
 * server's others are, and has nothing that somebody put into template1. A server in UTF8 sorts it as
 * its other databases. The locale of any other server goes with its own encoding alone: the order is
 * then that of bytes, which no release of a C library changes below an index, and what is a letter says
 * a locale of the server's in UTF8.
 */
export const createDatabase = String.raw`
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8''', :'database', :'owner') ||
  CASE WHEN encoding = pg_char_to_encoding('UTF8') THEN '' ELSE format(' LC_COLLATE ''C'' LC_CTYPE %L', coalesce((
    SELECT collctype FROM pg_collation
    WHERE collname IN ('en_US.utf8', 'C.utf8', 'C.UTF-8') AND collprovider = 'c'
      AND collencoding = pg_char_to_encoding('UTF8')
    ORDER BY collname = 'en_US.utf8' DESC LIMIT 1), 'C')) END
  FROM pg_database WHERE datname = 'template0'
    AND NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
`.trim();
