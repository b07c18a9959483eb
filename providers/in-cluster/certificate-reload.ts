import type { InClusterCache, InClusterDatabase } from "./config";
import { adminRole } from "./profile";
import { certificateFiles } from "./server-certificate";

/** Name of the script beside a server's other files. */
export const reloadScript = "reload-certificate.sh";

/** Whether others renew the certificate while the server runs: then its pod does not change with it. */
export function isRenewedOutside({ tls }: InClusterDatabase | InClusterCache): boolean {
  return tls.kind === "existing-secret" || tls.kind === "cert-manager";
}

/**
 * Lets a server take a renewed certificate. The kubelet replaces the files under a running server, which
 * reads them at its start only; so its liveness probe looks whether they changed. It reloads at its first
 * run too, in case they changed before that.
 */
function reloadWhenChanged(reload: string): string {
  const { certificate, key } = certificateFiles;
  return `
current=$(cat ${certificate} ${key} | cksum)
if [ "$current" != "$(cat /tmp/certificate.cksum 2>/dev/null)" ]; then
  ${reload}
  echo "$current" > /tmp/certificate.cksum
fi
`.trimStart();
}

/** The liveness probe of Postgres, through its socket. */
export const postgresReload = `
set -eu
pg_isready -q -U ${adminRole} -d postgres
${reloadWhenChanged(`psql --quiet --no-psqlrc -U ${adminRole} -d postgres -c 'SELECT pg_reload_conf()' > /dev/null`)}`.trimStart();

const redisClient = `redis-cli --tls --cacert ${certificateFiles.authority}`;

/** The liveness probe of Redis; redis-cli ends with 0 even when the server refuses, so answers are compared. */
export const redisReload = `
set -eu
[ "$(${redisClient} ping)" = PONG ]
${reloadWhenChanged(`[ "$(${redisClient} config set tls-cert-file ${certificateFiles.certificate} tls-key-file ${certificateFiles.key})" = OK ]`)}`.trimStart();
