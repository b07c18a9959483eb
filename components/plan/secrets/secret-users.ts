import { renderBootstrap } from "./bootstrap-sql";
import { objectName } from "../names";
import type { Plan } from "../plan";
import type { ComponentName } from "../component-name";
import { redisExporterUser } from "../monitoring/exporters";
import { storePasswords } from "../../sources/store-profiles";
import { nextName, type SecretValueName } from "../../values/secret-definitions";
import { referencesOf } from "../../values/text";

/** The names of the workloads whose pods get each secret, sorted. */
export type SecretUsers = Readonly<Partial<Record<SecretValueName, readonly string[]>>>;

/** Who gets which secret of a stack. */
export function secretUsers(plan: Plan): SecretUsers {
  const uses = [
    ...serviceUses(plan),
    ...storeUses(plan),
    ...bootstrapUses(plan),
    ...exporterUses(plan),
    ...backupUses(plan),
  ];
  const names = [...new Set(uses.map(({ secret }) => secret))];
  return Object.fromEntries(
    names.map((name) => {
      const users = uses.filter(({ secret }) => secret === name).map(({ user }) => objectName(user));
      return [name, [...new Set(users)].sort()];
    }),
  );
}

interface SecretUse {
  readonly secret: SecretValueName;
  readonly user: ComponentName;
}

function serviceUses({ services }: Plan): readonly SecretUse[] {
  return services.flatMap(({ service, secretVariables }) =>
    Object.values(secretVariables)
      .flatMap(referencesOf)
      .flatMap((reference) =>
        reference.kind === "secret" ? [{ secret: reference.name, user: service.id }] : [],
      ),
  );
}

function bootstrapUses(plan: Plan): readonly SecretUse[] {
  const secrets = [...administratorPasswords(plan), ...Object.values(renderBootstrap(plan).passwords)];
  return secrets.map((secret) => ({ secret, user: "database-bootstrap" }));
}

/** The administrator's, where the stack knows it. */
function administratorPasswords({ stores }: Plan): readonly SecretValueName[] {
  return stores.database.profile.passwordFrom === "stack" ? [storePasswords.database] : [];
}

function exporterUses({ monitoring, stores }: Plan): readonly SecretUse[] {
  return (monitoring?.exporters ?? []).flatMap(({ id, password }) => {
    const secret = password.kind === "secret" ? [{ secret: password.name, user: id } as const] : [];
    const server =
      id === "cache-exporter" && stores.cache.profile.location === "pods"
        ? ([{ secret: redisExporterUser.passwordSecret, user: "cache" }] as const)
        : [];
    return [...secret, ...server];
  });
}

/** Pods of backups sign in as the owners, the ones that restore as the administrator. */
function backupUses(plan: Plan): readonly SecretUse[] {
  if (plan.backup === undefined) {
    return [];
  }
  const owners = plan.databases.map(({ passwordSecret }) => passwordSecret);
  return [...administratorPasswords(plan), ...owners].map((secret) => ({ secret, user: "backup" }));
}

/** Servers in the cluster know their own passwords, and both while clients move. */
function storeUses({ servers, rotating }: Plan): readonly SecretUse[] {
  return servers
    .filter(({ profile }) => profile.location === "pods")
    .flatMap(({ store }) => {
      const secret = storePasswords[store];
      const next = rotating.filter((one) => one === secret).map(nextName);
      return [secret, ...next].map((one) => ({ secret: one, user: store }));
    });
}
