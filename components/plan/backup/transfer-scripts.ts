/**
 * Carries finished backups from the pod to the bucket, the manifest last: without one a backup is not
 * a good one. Then deletes what is too old, and what was left unfinished more than a day ago.
 */
export const carry = String.raw`
set -eu
cd "$BACKUP_FOLDER"
echo "looking into $TARGET"
# A bucket that refuses its key says so when it is listed; a copy takes the folder for a file then.
# Exit code 3 is a folder that is not there yet.
rclone lsf --dirs-only "$TARGET" > /dev/null || [ $? -eq 3 ]
for id in [0-9]*Z; do
  echo "carrying backup $id to the bucket"
  rclone copy "$id" "$TARGET/$id" --exclude /manifest.json
  rclone check "$id" "$TARGET/$id" --one-way --exclude /manifest.json
  rclone copyto "$id/manifest.json" "$TARGET/$id/manifest.json"
done

rclone lsf --recursive --files-only --include '/*/manifest.json' "$TARGET" | sort > /tmp/finished
head -n -"$KEEP" /tmp/finished | while read -r old; do
  rclone deletefile "$TARGET/$old"
done
tail -n "$KEEP" /tmp/finished | cut -d / -f 1 > /tmp/kept
yesterday=$(date -u -d "@$(($(date +%s) - 86400))" +%Y%m%dT%H%M%SZ)
rclone lsf --dirs-only --include '/[0-9]*Z/' "$TARGET" | tr -d / | while read -r found; do
  finished=$(grep -c "^$found/" /tmp/finished || true)
  if [ "$finished" -eq 0 ] && expr "$found" '>=' "$yesterday" > /dev/null; then
    continue
  fi
  grep -qx "$found" /tmp/kept || rclone purge "$TARGET/$found"
done
tr -d '\n' < "$id/manifest.json"
echo
`.trimStart();

/** Brings from the bucket what a step needs. */
export const fetch = String.raw`
set -eu
case "$STEP" in
  list) rclone copy "$TARGET" "$BACKUP_FOLDER" --include '/*/manifest.json' ;;
  verify | check | restore) rclone copy "$TARGET/$BACKUP_ID" "$BACKUP_FOLDER/$BACKUP_ID" ;;
esac
`.trimStart();
