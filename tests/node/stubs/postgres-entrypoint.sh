#!/usr/bin/env bash
# What the official image's entrypoint promises: an empty volume is initialised, with the administrator's
# password and database and the scripts of /docker-entrypoint-initdb.d; then the command takes over.
set -Eeuo pipefail
if [ "$1" = postgres ]; then
  umask 077
  mkdir -p "$PGDATA"
  chmod 00700 "$PGDATA" || true
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    : "${POSTGRES_PASSWORD:?Database is uninitialized and superuser password is not specified.}"
    user="${POSTGRES_USER:-postgres}"
    initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") > /dev/null
    printf '\nhost all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
    PGUSER="$user" pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start > /dev/null
    for script in /docker-entrypoint-initdb.d/*.sql; do
      [ ! -e "$script" ] || psql -v ON_ERROR_STOP=1 --username "$user" --no-password --dbname postgres -f "$script"
    done
    PGUSER="$user" pg_ctl -D "$PGDATA" -m fast -w stop > /dev/null
  fi
fi
exec "$@"
