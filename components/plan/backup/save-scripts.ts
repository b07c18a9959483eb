import { backupFolders, backupScripts, uploadsFolder } from "./backup-folders";

/** Counts the rows of every table: a line of JSON each. */
export const countRows = String.raw`
SELECT format('SELECT json_build_array(%L, count(*)) FROM %I.%I', schemaname || '.' || tablename, schemaname, tablename)
FROM pg_tables WHERE schemaname <> 'information_schema' AND schemaname !~ '^pg_' ORDER BY schemaname, tablename \gexec
`.trimStart();

/** Dumps a database and counts its rows in one snapshot, so that the counts are those of the dump. */
export const saveDatabase = String.raw`
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --snapshot="$SNAPSHOT" --format=custom --file="$DUMP_FILE"
\if :SHELL_ERROR
  DO 'BEGIN RAISE EXCEPTION ''pg_dump failed''; END';
\endif
\o ROWS_FILE
\i COUNT_ROWS
COMMIT;
`
  .trimStart()
  .replace("ROWS_FILE", "/tmp/rows")
  .replace("COUNT_ROWS", `${backupFolders.scripts}/${backupScripts.countRows}`);

/**
 * Writes statements that make the roles again, without passwords, which only a superuser may read.
 * Roles that a cloud keeps for itself are left out, as every server has its own.
 */
export const describeRoles = String.raw`
CREATE TEMPORARY VIEW own_roles AS
SELECT oid, rolname, rolcanlogin, rolconnlimit FROM pg_roles
WHERE NOT rolsuper AND rolname !~ '^(pg_|rds|cloudsql|azure|replication$)';

SELECT format('SELECT %L WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %L) \gexec',
  format('CREATE ROLE %I %s CONNECTION LIMIT %s', rolname, CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, rolconnlimit),
  rolname)
FROM own_roles ORDER BY rolname;

SELECT DISTINCT format('SELECT %L WHERE NOT pg_has_role(%L, %L, ''MEMBER'') \gexec',
  format('GRANT %I TO %I', granted.rolname, member.rolname), member.rolname, granted.rolname)
FROM pg_auth_members JOIN own_roles granted ON granted.oid = roleid JOIN own_roles member ON member.oid = member
ORDER BY 1;
`.trimStart();

/**
 * Makes one backup. It is a hidden draft until all of it is there, its manifest last, so that an
 * unfinished one is never taken for a good one.
 */
export const save = String.raw`
set -Eeuo pipefail
umask 027
cd "$BACKUP_FOLDER"
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
id=$(date -u +%Y%m%dT%H%M%SZ)
draft=.unfinished-$id

finish() {
  if [ -d "$draft" ]; then
    rm -rf "$draft"
    echo "The backup failed (see above). Nothing of it is kept; earlier ones are as they were." >&2
  fi
}
trap finish EXIT
trap 'exit 143' TERM INT

# What a killed one left; a younger draft may be somebody else's work.
find . -maxdepth 1 -name '.unfinished-*' -mmin +"$TIMEOUT_MINUTES" -exec rm -rf {} +
mkdir "$draft"

query() {
  psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 "$@"
}

# The text that one line of JSON becomes in a list.
listed() {
  sed '$!s/$/,/' "$1"
}

: > /tmp/databases
while read -r service database owner variable reader <&3; do
  echo "saving the database $database"
  PGPASSWORD=$(printenv "$variable")
  export PGPASSWORD PGUSER=$owner PGDATABASE=$database DUMP_FILE=$draft/$service.dump
  query --file "$SCRIPTS/save-database.sql" > /tmp/rows
  {
    printf '{"service":"%s","database":"%s","owner":"%s","rows":[\n' "$service" "$database" "$owner"
    listed /tmp/rows
    printf ']},\n'
  } >> /tmp/databases
done 3<<< "$DATABASES"
sed -i '$s/,$//' /tmp/databases

query --file "$SCRIPTS/describe-roles.sql" > "$draft/roles.sql"

# After the databases, so that every file they name is there.
uploads=0
if [ -d "$TABLES_FOLDER/UPLOADS" ]; then
  echo "saving the files of tables"
  # Status 1 says that a file was written meanwhile: the databases do not name it yet.
  tar --create --gzip --file "$draft/files.tar.gz" --directory "$TABLES_FOLDER" UPLOADS || [ $? -eq 1 ]
  uploads=$(tar --list --gzip --file "$draft/files.tar.gz" | grep -vc '/$' || true)
fi

: > /tmp/files
for path in "$draft"/*; do
  sum=$(sha256sum "$path" | cut -d ' ' -f 1)
  printf '{"name":"%s","bytes":%s,"sha256":"%s"}\n' "$(basename "$path")" "$(stat -c %s "$path")" "$sum" >> /tmp/files
done
version=$(query --command 'SHOW server_version_num')
{
  printf '{\n"format":1,\n"id":"%s",\n"startedAt":"%s",\n' "$id" "$started"
  printf '"finishedAt":"%s",\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  printf '"openops":"%s",\n"tables":"%s",\n"analytics":"%s",\n' "$OPENOPS_VERSION" "$TABLES_VERSION" "$ANALYTICS_VERSION"
  printf '"postgresMajor":"%s",\n"encryptionKey":"%s",\n' "$((version / 10000))" "$ENCRYPTION_KEY_FINGERPRINT"
  printf '"uploads":%s,\n"files":[\n' "$uploads"
  listed /tmp/files
  printf '],\n"databases":[\n'
  cat /tmp/databases
  printf ']\n}\n'
} > "$draft/manifest.json"
sync "$draft"/*
tr -d '\n' < "$draft/manifest.json" > /tmp/line
mv "$draft" "$id"

if [ -n "$KEEP" ]; then
  # The manifest first: what is half deleted is no backup any more.
  find . -mindepth 2 -maxdepth 2 -name manifest.json -not -path './.*' | sort | head -n -"$KEEP" | xargs -r rm
  for folder in [0-9]*Z; do
    [ -e "$folder/manifest.json" ] || rm -rf "$folder"
  done
fi
cat /tmp/line
echo
`
  .trimStart()
  .replaceAll("UPLOADS", uploadsFolder);
