export { publishedValues } from "../../policies/published-values";

/** How the value of a secret is made where the configuration gives none. */
export type SecretRecipe =
  { readonly kind: "password"; readonly length: number } | { readonly kind: "hex"; readonly bytes: number };

/**
 * What changing the value means:
 * - `never`: data is encrypted with it and nothing re-encrypts them;
 * - `rolling`: the pods that use it restart, sessions and pending links may end;
 * - `stored-copy`: a service keeps a copy of the old value, which has to be changed there first.
 */
export type RotationClass = "never" | "rolling" | "stored-copy";

interface SecretDefinition {
  readonly recipe: SecretRecipe;
  readonly rotation: RotationClass;
  /** What a value from the configuration must match, beyond being at least eight characters. */
  readonly shape?: { readonly pattern: RegExp; readonly text: string };
  /** What breaks when the value changes; a sentence without its full stop. Undefined where a restart is enough. */
  readonly dependent?: string;
  /** Whether the server accepts a second value while clients move to it. */
  readonly overlaps?: true;
  readonly description: string;
}

/** Passwords become parts of connection URLs that OpenOps joins without escaping. */
const urlSafe = {
  pattern: /^[A-Za-z0-9_-]{8,128}$/,
  text: "8 to 128 letters, digits, hyphens or underscores",
};

const password = { kind: "password", length: 40 } as const;

const definitions = {
  encryptionKey: {
    recipe: { kind: "hex", bytes: 16 },
    rotation: "never",
    // The app refuses any other value at start. The expression is OpenOps' own, letters beyond f among it, so
    // that a key which runs today is never refused here.
    shape: {
      pattern: /^[A-Fa-z0-9]{32}$/,
      text: "32 hexadecimal digits, as `openssl rand -hex 16` prints them",
    },
    dependent:
      "connections and step outputs in the database are encrypted with that key, and nothing re-encrypts them",
    description: "Encrypts connections and step outputs in the app's database.",
  },
  jwtSecret: {
    recipe: { kind: "password", length: 64 },
    rotation: "rolling",
    description: "Signs the tokens of users, engines and workers.",
  },
  tablesSecretKey: {
    recipe: { kind: "password", length: 64 },
    rotation: "rolling",
    description: "Signs invitations, password resets and public views of tables.",
  },
  tablesJwtKey: {
    recipe: { kind: "password", length: 64 },
    rotation: "rolling",
    description: "Signs the tokens of tables.",
  },
  adminPassword: {
    recipe: { kind: "password", length: 32 },
    // Tables restarts first and takes the value over, then the app, which signs in there with it.
    rotation: "rolling",
    shape: { pattern: /^[\x21-\x7e]{8,64}$/, text: "8 to 64 letters, digits and ASCII special characters" },
    description: "Password of the first user, in the app and in tables.",
  },
  analyticsAdminPassword: {
    recipe: password,
    rotation: "stored-copy",
    dependent:
      "analytics keeps the password of its user admin and does not take another one from its variables",
    description: "Password of the user admin of analytics, which the app signs in with.",
  },
  analyticsPoweruserPassword: {
    recipe: password,
    rotation: "stored-copy",
    dependent:
      "analytics keeps the password of its power user and does not take another one from its variables",
    description: "Password of the power user of analytics.",
  },
  analyticsSecretKey: {
    recipe: { kind: "password", length: 64 },
    rotation: "never",
    dependent: "analytics encrypts the connections it stores with that key, the one to tables among them",
    description: "Signs the sessions of analytics and encrypts the connections stored there.",
  },
  postgresPassword: {
    recipe: password,
    rotation: "rolling",
    shape: urlSafe,
    description: "Password of the Postgres administrator.",
  },
  postgresAppPassword: {
    recipe: password,
    rotation: "rolling",
    shape: urlSafe,
    overlaps: true,
    description: "Password of the role that owns the app's database.",
  },
  postgresTablesPassword: {
    recipe: password,
    rotation: "rolling",
    shape: urlSafe,
    overlaps: true,
    description: "Password of the role that owns the database of tables.",
  },
  postgresAnalyticsPassword: {
    recipe: password,
    rotation: "rolling",
    shape: urlSafe,
    overlaps: true,
    description: "Password of the role that owns the database of analytics.",
  },
  postgresTablesReadPassword: {
    recipe: password,
    rotation: "stored-copy",
    shape: urlSafe,
    dependent: "analytics keeps the password in its stored connection to tables, which nothing updates",
    description: "Password of the role that analytics reads tables with; analytics keeps a copy.",
  },
  postgresExporterPassword: {
    recipe: password,
    rotation: "rolling",
    shape: urlSafe,
    description: "Password of the role that reads Postgres' statistics for Prometheus.",
  },
  redisExporterPassword: {
    recipe: password,
    rotation: "rolling",
    shape: urlSafe,
    description:
      "Password of the user that reads Redis' statistics for Prometheus, for Redis in the cluster.",
  },
  redisPassword: {
    recipe: password,
    rotation: "rolling",
    shape: urlSafe,
    overlaps: true,
    description: "Password of Redis.",
  },
} as const satisfies Readonly<Record<string, SecretDefinition>>;

export type SecretName = keyof typeof definitions;

/** Every secret this program generates, or takes from the configuration key of the same name. */
export const secretDefinitions: Readonly<Record<SecretName, SecretDefinition>> = definitions;

function isSecretName(name: string): name is SecretName {
  return name in definitions;
}

export const secretNames: readonly SecretName[] = Object.keys(definitions).filter(isSecretName);

/** Secrets of which a service keeps a copy. */
export type CopiedSecret = {
  [Name in SecretName]: (typeof definitions)[Name]["rotation"] extends "stored-copy" ? Name : never;
}[SecretName];

function isCopied(name: SecretName): name is CopiedSecret {
  return secretDefinitions[name].rotation === "stored-copy";
}

export const copiedSecrets: readonly CopiedSecret[] = secretNames.filter(isCopied);

/** Secrets that can have a second value while clients move to it. */
export type OverlappingSecret = {
  [Name in SecretName]: (typeof definitions)[Name] extends { readonly overlaps: true } ? Name : never;
}[SecretName];

function isOverlapping(name: SecretName): name is OverlappingSecret {
  return secretDefinitions[name].overlaps === true;
}

export const overlappingSecrets: readonly OverlappingSecret[] = secretNames.filter(isOverlapping);

/** Secrets in rotation: the configuration gives a second value, and clients move to it. */
export type RotatingSecrets = readonly OverlappingSecret[];

/** The configuration key of a second value; it is never generated. */
export type NextSecretName = `${OverlappingSecret}Next`;

/** The key of the value that clients of a secret move to. */
export function nextName(name: OverlappingSecret): NextSecretName {
  return `${name}Next` as const;
}

/** The password for the registry that images come from. */
export const registryPassword = "registryPassword";

/** The password for the server that tables sends mail by. */
export const mailPassword = "mailPassword";

/** Passwords for servers of others: given or not there at all, since those would not know a generated one. */
export const ungeneratedSecrets = [registryPassword, mailPassword] as const;

export type UngeneratedSecretName = (typeof ungeneratedSecrets)[number];

/** Whether a secret is one of those, so that no generated value stands in where its own cannot be read. */
export function isUngenerated(name: string): name is UngeneratedSecretName {
  return ungeneratedSecrets.some((ungenerated) => ungenerated === name);
}

/** The secrets that others may keep; a registry's password they keep in a pull secret of their own. */
export const keepableSecrets: readonly string[] = [...secretNames, mailPassword];

/** Every secret value that a pod can get. */
export type SecretValueName = SecretName | NextSecretName | UngeneratedSecretName;

/** Secret values given by the configuration, by key. */
export type SecretValues = Readonly<Record<string, string>>;
