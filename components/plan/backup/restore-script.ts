import { uploadsFolder } from "./backup-folders";
import { loading } from "./restore-loading";

const reading = String.raw`
set -Eeuo pipefail
umask 027
folder=$BACKUP_FOLDER/$BACKUP_ID
manifest=$folder/manifest.json
mark="backup $BACKUP_ID, restore $RESTORE_RUN"
export PGOPTIONS='-c client_min_messages=warning'

refuse() {
  echo "$*" >&2
  exit 1
}

sql() {
  psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 "$@"
}

# A field of the manifest that has a line of its own.
field() {
  sed -n "s/^\"$1\":\"*\([^\",]*\)\"*,\$/\1/p" "$manifest"
}

list() {
  local found
  for found in "$BACKUP_FOLDER"/[0-9]*Z/manifest.json; do
    if [ -e "$found" ]; then
      tr -d '\n' < "$found"
      echo
    fi
  done
}

verify() {
  [ -e "$manifest" ] || refuse "There is no finished backup $BACKUP_ID."
  [ "$(field format)" = 1 ] || refuse "Backup $BACKUP_ID has a format that this release does not know."
  sed -n 's/^{"name":"\([^"]*\)".*"sha256":"\([0-9a-f]*\)"},*$/\2  \1/p' "$manifest" > /tmp/sums
  (cd "$folder" && sha256sum --check --strict --quiet /tmp/sums) ||
    refuse "Backup $BACKUP_ID is damaged: the files named above are not those of its manifest."
  echo "backup $BACKUP_ID is complete and undamaged"
}

compatible() {
  local key major here
  key=$(field encryptionKey)
  [ "$key" = "$ENCRYPTION_KEY_FINGERPRINT" ] || refuse \
    "Backup $BACKUP_ID was made under another encryption key: its fingerprint is $key, the one of this stack's key is $ENCRYPTION_KEY_FINGERPRINT. OpenOps could read none of its connections. Set the key of that time: pulumi config set --secret openops:encryptionKey"
  major=$(field postgresMajor)
  here=$(($(sql --command 'SHOW server_version_num') / 10000))
  [ "$major" -le "$here" ] || refuse \
    "Backup $BACKUP_ID comes from Postgres $major, and the server is $here: a dump does not go back. Use a server of $major or newer."
}

exists() {
  [ "$(sql --command "SELECT count(*) FROM pg_database WHERE datname = '$1'")" = 1 ]
}

marked() {
  [ "$(sql --command "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'")" = "$mark" ]
}

# Runs a function for each database of the stack that the backup has.
each() {
  local service database owner variable reader
  while read -r service database owner variable reader <&3; do
    if [ -z "$BACKUP_ID" ] || grep -q "^{\"service\":\"$service\"" "$manifest"; then
      "$1"
    fi
  done 3<<< "$DATABASES"
}
`.trimStart();

const exchanging = String.raw`
statements=

to_restored() {
  if exists "$database"_restored; then
    exists "$database" && statements+="ALTER DATABASE \"$database\" RENAME TO "$database"_before;"
    statements+="ALTER DATABASE "$database"_restored RENAME TO \"$database\";"
  fi
}

to_before() {
  if exists "$database"_before; then
    exists "$database" && statements+="ALTER DATABASE \"$database\" RENAME TO "$database"_exchanged;"
    statements+="ALTER DATABASE "$database"_before RENAME TO \"$database\";"
    exists "$database" && statements+="ALTER DATABASE "$database"_exchanged RENAME TO "$database"_before;"
  fi
  return 0
}

disconnect() {
  sql --output /dev/null --command "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('$database', '"$database"_restored', '"$database"_before')"
}

# All databases in one transaction: either each has the other's name, or none.
rename() {
  [ -n "$statements" ] || return 0
  local attempt
  for attempt in 1 2 3 4 5; do
    each disconnect
    if sql --single-transaction --command "$statements"; then
      return
    fi
    sleep 1
  done
  refuse "The databases could not be renamed (see above); they are as they were."
}

# No rename of a folder replaces another, so each of these may run again.
exchange_files() {
  local now=$TABLES_FOLDER/UPLOADS
  if [ -d "$now.restored" ] && [ -e "$now.restored.mark" ]; then
    if [ -d "$now" ]; then
      mv -T "$now" "$now.before"
    fi
    mv -T "$now.restored" "$now"
    mv "$now.restored.mark" "$now.mark"
  fi
}

files_back() {
  local now=$TABLES_FOLDER/UPLOADS
  rm -f "$now.mark"
  if [ -d "$now.before" ]; then
    if [ -d "$now" ]; then
      mv -T "$now" "$now.exchanged"
    fi
    mv -T "$now.before" "$now"
  fi
  if [ -d "$now.exchanged" ]; then
    mv -T "$now.exchanged" "$now.before"
  fi
}
`.trimStart();

const steps = String.raw`
check() {
  verify
  compatible
}

kept=

find_kept() {
  if exists "$database"_before && ! marked "$database"; then
    kept+=" "$database"_before"
  fi
}

restore() {
  check
  each find_kept
  [ -z "$kept" ] || refuse \
    "The server still has what the last restore put aside:$kept. Take it back with npm run restore -- --undo, or delete it with npm run restore -- --forget."
  trap give_up EXIT
  sql --file "$folder/roles.sql" --output /dev/null
  each load
  load_files
  trap - EXIT
  each to_restored
  rename
  exchange_files
  echo "restored backup $BACKUP_ID; what was there before is kept beside it"
}

undo() {
  each to_before
  if [ -n "$statements" ]; then
    rename
    files_back
    echo "the databases and files from before the restore are in use again"
  else
    drop_all_loaded
    echo "what an unfinished restore had loaded is deleted; nothing else was changed"
  fi
}

forget_database() {
  sql --command "DROP DATABASE IF EXISTS "$database"_before WITH (FORCE)"
}

forget() {
  each forget_database
  rm -rf "$TABLES_FOLDER/UPLOADS.before"
  echo "what the last restore had put aside is deleted"
}

count_migrations() {
  local table
  for table in migrations django_migrations alembic_version; do
    if [ "$(sql --dbname "$database" --command "SELECT to_regclass('public.$table') IS NOT NULL")" = t ]; then
      sql --dbname "$database" --command "SET ROLE $owner" \
        --command "SELECT json_build_array('$service', '$table', count(*), md5(string_agg(t::text, ',' ORDER BY t::text))) FROM public.$table t"
    fi
  done
}

migrations() {
  each count_migrations
}

"$STEP"
`.trimStart();

/** Carries out one step of a restore, the one named in STEP. */
export const restore = [reading, loading, exchanging, steps].join("\n").replaceAll("UPLOADS", uploadsFolder);
