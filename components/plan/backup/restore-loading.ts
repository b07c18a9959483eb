import { createCollation, createDatabase, hasCollation } from "../secrets/database-sql";

/** Loads a backup beside what is in use, in functions of the script of a restore. */
export const loading = String.raw`
# A part of the archive as statements. Servers before 17 do not know the setting.
part() {
  pg_restore --no-owner --role="$owner" --file=- "$@" "$folder/$service.dump" |
    sed '1,40{/^SET transaction_timeout = 0;$/d}'
}

has_collation() {
  [ "$(sql --dbname "$new" --file -)" = t ]
} <<'SQL'
SELECT ${hasCollation};
SQL

create_collation() {
  echo "SET ROLE $owner;"
  cat
  echo "RESET ROLE;"
} <<'SQL'
${createCollation};
SQL

own_collation() {
  sed 's/COLLATE pg_catalog\."en_US\.utf8"/COLLATE public."en_US.utf8"/g'
}

# A collation that the other server had among its own, and this one lacks, is made in the database. What
# is rewritten for it are definitions, never rows.
archive() {
  if has_collation || ! grep -q 'COLLATE pg_catalog\."en_US\.utf8"' <<< "$(part --section=pre-data)"; then
    part
    return
  fi
  create_collation
  part --section=pre-data | own_collation
  part --section=data
  part --section=post-data | own_collation
}

load() {
  local new=$database"_restored"
  if marked "$new" || marked "$database"; then
    echo "$database is loaded already"
    return
  fi
  echo "loading $database"
  sql --command "DROP DATABASE IF EXISTS $new WITH (FORCE)"
  sql --set database="$new" --set owner="$owner" --file - <<'SQL'
${createDatabase}
SQL
  sql --command "REVOKE CONNECT ON DATABASE $new FROM PUBLIC"
  [ "$reader" = - ] || sql --command "GRANT CONNECT ON DATABASE $new TO $reader"
  archive | sql --dbname "$new" --single-transaction --output /dev/null --file -
  sed -n "/^{\"service\":\"$service\"/,/^\]}/p" "$manifest" | sed -n 's/^\(\[".*\]\),*$/\1/p' | LC_ALL=C sort > /tmp/expected
  sql --dbname "$new" --command "SET ROLE $owner" --file "$SCRIPTS/count-rows.sql" | LC_ALL=C sort > /tmp/found
  diff /tmp/expected /tmp/found >&2 ||
    refuse "The rows of $database are not those of the backup (< in the backup, > restored)."
  echo "$database has the rows of the backup: $(wc -l < /tmp/found) tables"
  sql --command "COMMENT ON DATABASE $new IS '$mark'"
}

# Whether a folder is what this restore has loaded.
files_marked() {
  [ "$(cat "$1.mark" 2> /dev/null)" = "$mark" ]
}

load_files() {
  local now=$TABLES_FOLDER/UPLOADS
  local new=$now.restored
  if [ ! -e "$folder/files.tar.gz" ] || files_marked "$new" || files_marked "$now"; then
    return
  fi
  echo "loading the files of tables"
  rm -rf "$new" "$new.mark"
  mkdir "$new"
  tar --extract --gzip --file "$folder/files.tar.gz" --directory "$new" --strip-components 1
  [ "$(find "$new" -type f | wc -l)" -eq "$(field uploads)" ] || refuse "The files of tables are not all there."
  echo "$mark" > "$new.mark"
}

drop_loaded() {
  sql --command "DROP DATABASE IF EXISTS "$database"_restored WITH (FORCE)"
}

drop_all_loaded() {
  each drop_loaded
  rm -rf "$TABLES_FOLDER/UPLOADS.restored" "$TABLES_FOLDER/UPLOADS.restored.mark"
}

# What was loaded is of no use any more; what is in use was not touched.
give_up() {
  set +e
  # A full server refuses to drop one while pages of another wait to be written; it takes the last one first.
  each drop_loaded 2> /dev/null
  drop_all_loaded
  echo "The restore failed (see above). The databases and files in use are as they were." >&2
}
`.trimStart();
