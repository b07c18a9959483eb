import { redisExporterUser } from "../../components/plan/monitoring/exporters";
import type { Plan } from "../../components/plan/plan";
import type { SecretValueName } from "../../components/values/secret-definitions";
import type { Text } from "../../components/values/text";
import { storePorts } from "./profile";
import type { CertificateFiles } from "./server-certificate";

interface RedisSettings {
  /** Memory that Redis may fill before it refuses writes, in bytes. */
  readonly maxMemoryBytes: bigint;
  readonly usersPath: string;
  readonly dataPath: string;
  /** Files with the server's certificate; undefined where it takes connections in clear. */
  readonly certificate: CertificateFiles | undefined;
}

/** Redis' configuration: every write on disk within a second, and no key is ever evicted. */
export function redisConfig({ maxMemoryBytes, usersPath, dataPath, certificate }: RedisSettings): string {
  return [
    ...listeners(certificate),
    `dir ${dataPath}`,
    "appendonly yes",
    "appendfsync everysec",
    "save 900 1 300 10 60 10000",
    `maxmemory ${maxMemoryBytes}`,
    "maxmemory-policy noeviction",
    "notify-keyspace-events Ex",
    `aclfile ${usersPath}`,
    "",
  ].join("\n");
}

/** Clients identify themselves by password, so the server asks them for no certificate. */
function listeners(certificate: CertificateFiles | undefined): readonly string[] {
  return certificate === undefined
    ? [`port ${storePorts.cache}`]
    : [
        "port 0",
        `tls-port ${storePorts.cache}`,
        `tls-cert-file ${certificate.certificate}`,
        `tls-key-file ${certificate.key}`,
        `tls-ca-cert-file ${certificate.authority}`,
        "tls-auth-clients no",
        'tls-protocols "TLSv1.2 TLSv1.3"',
      ];
}

/**
 * Redis' users: one, who may do everything on every key and channel, by each of the passwords; and where
 * the stack is watched one for the exporter.
 */
export function redisUsers(passwords: readonly SecretValueName[], { monitoring }: Plan): Text {
  const accepted = passwords.flatMap((name) => [" >", { kind: "secret", name } as const]);
  const { name, passwordSecret, rights } = redisExporterUser;
  const exporter =
    monitoring === undefined
      ? []
      : [`user ${name} on ${rights.join(" ")} >`, { kind: "secret", name: passwordSecret } as const, "\n"];
  return { parts: ["user default on", ...accepted, " ~* &* +@all\n", ...exporter] };
}
