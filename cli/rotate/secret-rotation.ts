import { setCommand, setSecretCommand } from "../../components/values/fault";
import {
  nextName,
  overlappingSecrets,
  secretDefinitions,
  type CopiedSecret,
  type OverlappingSecret,
  type SecretName,
} from "../../components/values/secret-definitions";
import type { SecretSource } from "../../components/plan/secrets/secret-sources";
import type { SecretUsers } from "../../components/plan/secrets/secret-users";
import { wordsOf } from "../change-report/effects/component-words";
import { CommandError } from "../errors";
import type { RotationStep } from "./rotation-step";

interface SecretRotation {
  readonly name: SecretName;
  /** Keys that the configuration has. */
  readonly keys: readonly string[];
  readonly users: SecretUsers;
  /** How often copies of secrets were changed on purpose. */
  readonly copyChanges: Readonly<Partial<Record<CopiedSecret, number>>>;
  readonly namespace: string;
  /** Where its value is kept. */
  readonly source: SecretSource;
}

/**
 * The steps that give a secret a new value.
 *
 * @throws CommandError for a secret that never changes, with the reason, and for one that others keep or of
 *   which a service keeps a copy, with what a person has to do
 */
export function rotateSecret(rotation: SecretRotation): readonly RotationStep[] {
  const { name, keys, users, source } = rotation;
  if (source.kind !== "stack" && secretDefinitions[name].rotation !== "never") {
    throw new CommandError(elsewhere(rotation, source));
  }
  const overlapping = overlappingSecrets.find((one) => one === name);
  if (overlapping !== undefined) {
    return moveToNext(overlapping, rotation);
  }
  switch (secretDefinitions[name].rotation) {
    case "never":
      throw new CommandError(
        `${name} never changes: ${secretDefinitions[name].dependent ?? ""}. Nothing was changed.`,
      );
    case "stored-copy":
      throw new CommandError(byHand(rotation));
    case "rolling":
      return [
        {
          text: `Give ${name} ${keys.includes(name) ? "another" : "a"} value in the configuration; ${restartText(users[name])}.${triedText(name)}`,
          changes: [{ kind: "set-secret", key: name }],
        },
      ];
  }
}

/** Two updates, between which both values are good. A move that was begun is gone on with. */
function moveToNext(name: OverlappingSecret, { keys, users }: SecretRotation): readonly RotationStep[] {
  const next = nextName(name);
  const begun = keys.includes(next);
  const all = users[name] ?? [];
  const clients = all.filter((user) => user !== "openops-database-bootstrap");
  // Redis reads its passwords at its start, so each of the steps restarts it where it is in the cluster.
  const meanwhile = all.includes("redis") ? ` While Redis restarts, ${wordsOf("cache")?.down ?? ""}.` : "";
  return [
    {
      text: begun
        ? `Go on with ${next}, which is set: the server takes both values, and the clients move to it.${meanwhile}`
        : `Set ${next}: the server takes both values, and the clients move to it; ${restartText(clients)}.${meanwhile}`,
      changes: begun ? [] : [{ kind: "set-secret", key: next }],
    },
    {
      text: `Make it ${name} and remove ${next}: the server forgets the old value.${meanwhile}`,
      changes: [
        { kind: "set-secret", key: name },
        { kind: "remove", path: next },
      ],
    },
  ];
}

/** Tables and the app have to take the same password, and tables may not. */
function triedText(name: SecretName): string {
  return name === "adminPassword"
    ? " Then the admin signs in with it; where that is refused, the value from before comes back."
    : "";
}

function restartText(users: readonly string[] = []): string {
  return users.length === 0 ? "no pod uses it" : `these restart: ${users.join(", ")}`;
}

/** What a person does where others keep the value. */
function elsewhere(
  { name, users, namespace }: SecretRotation,
  source: Exclude<SecretSource, { readonly kind: "stack" }>,
): string {
  const pods = (users[name] ?? []).map((user) => resourceOf(user)).join(" ");
  const [place, after] =
    source.kind === "existing"
      ? [`under ${source.key} in the Secret ${source.secretName}`, "update the stack: pulumi up"]
      : [
          `in its store, under ${source.remote.key}`,
          `when External Secrets has brought it: kubectl rollout restart -n ${namespace} ${pods}`,
        ];
  const copy =
    secretDefinitions[name].rotation === "stored-copy"
      ? ` Before that give the service the new value, since ${secretDefinitions[name].dependent ?? ""}.`
      : "";
  return `${name} is kept ${place}, and this command changes nothing there. Nothing was changed.${copy} Change it there, then ${after}`;
}

function resourceOf(user: string): string {
  return user === "postgres" || user === "redis" ? `statefulset/${user}` : `deployment/${user}`;
}

/** How a person gives a service the new value of which it keeps a copy. */
const copies: Readonly<Record<CopiedSecret, (namespace: string) => string>> = {
  analyticsAdminPassword: (namespace) =>
    `kubectl exec -it -n ${namespace} deploy/openops-analytics -- superset fab reset-password --username admin`,
  analyticsPoweruserPassword: () => "in analytics: Settings, List Users, the power user, Reset Password",
  postgresTablesReadPassword: () =>
    "in analytics: Settings, Database Connections, openops_tables_connection: the new password; until the last step it is refused",
};

function byHand({ name, copyChanges, namespace }: SecretRotation): string {
  const copy = Object.entries(copies).find(([copied]) => copied === name)?.[1];
  const count = Object.entries(copyChanges).find(([copied]) => copied === name)?.[1] ?? 0;
  return [
    `Of ${name} a service keeps a copy: ${secretDefinitions[name].dependent ?? ""}. Nothing was changed. Think of a value, then:`,
    `  1. give the service the new value   ${copy?.(namespace) ?? ""}`,
    `  2. give it to the stack             ${setSecretCommand(name)}`,
    `  3. say that both have it            ${setCommand(`secrets.copyChanges.${name}`, String(count + 1))}`,
    "  4. update the stack                 pulumi up",
  ].join("\n");
}
