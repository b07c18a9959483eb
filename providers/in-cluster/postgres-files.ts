import { adminRole } from "./profile";

/**
 * Who may connect how: anybody inside the pod through its socket, which backups by `kubectl exec`
 * use; everybody else by password, and where the server has a certificate by TLS only.
 */
export function hostBasedAuthentication(connections: "tls" | "plain"): string {
  return `local all all trust\n${connections === "tls" ? "hostssl" : "host"} all all all scram-sha-256\n`;
}

/**
 * Gives the administrator the password of the current Secret at every start; the image's own variable
 * works on an empty volume only. The server is asked over TCP, because while the image initialises a
 * volume a temporary server listens on the socket. The password travels in the environment.
 */
export const setAdminPassword = `
set -eu
attempts=0
until pg_isready -q -h 127.0.0.1; do
  attempts=$((attempts + 1))
  [ "$attempts" -le 600 ] || { echo "Postgres took no connections within ten minutes" >&2; exit 1; }
  sleep 1
done
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username ${adminRole} --dbname postgres <<'SQL'
\\getenv password POSTGRES_PASSWORD
SET log_min_error_statement = panic;
ALTER ROLE ${adminRole} PASSWORD :'password';
SQL
`.trimStart();
