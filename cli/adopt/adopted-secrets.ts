import { databasesOf, tablesReadLogin } from "../../components/sources/databases";
import type { Fault } from "../../components/values/fault";
import { objectName } from "../../components/plan/names";
import type { ComponentName } from "../../components/plan/component-name";
import { secretFaults } from "../../components/checks/rules/data/secret-rules";
import type { StackConfig } from "../../components/stack/stack-config";
import { secretDefinitions, type SecretName } from "../../components/values/secret-definitions";
import { environmentOf } from "./live-environment";
import { workloadOf, type LiveInstallation } from "./live-installation";

/** A secret of the running installation that the stack keeps. Its value may not be printed. */
export interface AdoptedSecret {
  readonly name: SecretName;
  readonly value: string;
  /** Where it was found, in words for people. */
  readonly source: string;
}

export interface AdoptedSecrets {
  readonly secrets: readonly AdoptedSecret[];
  readonly faults: readonly Fault[];
  /** What a new value is generated for, though there is an old one, with the reason. */
  readonly notes: readonly string[];
}

/** A variable of a component's pods that has a secret's value. */
interface Source {
  readonly name: SecretName;
  readonly component: ComponentName;
  readonly variable: string;
}

const sources: readonly Source[] = [
  { name: "encryptionKey", component: "app", variable: "OPS_ENCRYPTION_KEY" },
  { name: "jwtSecret", component: "app", variable: "OPS_JWT_SECRET" },
  { name: "tablesSecretKey", component: "tables", variable: "SECRET_KEY" },
  { name: "tablesJwtKey", component: "tables", variable: "BASEROW_JWT_SIGNING_KEY" },
  { name: "adminPassword", component: "app", variable: "OPS_OPENOPS_ADMIN_PASSWORD" },
  { name: "analyticsAdminPassword", component: "analytics", variable: "ADMIN_PASSWORD" },
  { name: "analyticsPoweruserPassword", component: "analytics", variable: "POWERUSER_PASSWORD" },
  { name: "analyticsSecretKey", component: "analytics", variable: "SUPERSET_SECRET_KEY" },
  { name: "postgresPassword", component: "database", variable: "POSTGRES_PASSWORD" },
];

/** Finds the secrets of a running installation, and says what is wrong with those that have to stay. */
export function adoptedSecrets(installation: LiveInstallation, config: StackConfig): AdoptedSecrets {
  const found = [...sources, ...roleSources(installation, config)].flatMap(
    ({ name, component, variable }): readonly AdoptedSecret[] => {
      const live = environmentOf(installation, component).get(variable);
      return live === undefined ? [] : [{ name, value: live.value, source: `${variable} of ${live.source}` }];
    },
  );
  const judged = found.map((secret) => ({
    secret,
    faults: [...secretFaults({ [secret.name]: secret.value })],
  }));
  const unusable = judged.filter(({ faults }) => faults.length > 0).map(({ secret }) => secret.name);
  return {
    secrets: found.filter(({ name }) => !unusable.includes(name)),
    faults: [
      ...missingFaults(installation, found),
      ...judged.flatMap(({ secret, faults }) => (isReplaceable(secret.name) ? [] : faults.map(fixed))),
    ],
    notes: unusable.filter(isReplaceable).map((name) => replacementNote(name)),
  };
}

/** Passwords of the roles that this program makes, where pods come by these roles already. */
function roleSources(installation: LiveInstallation, config: StackConfig): readonly Source[] {
  const { tables, analytics } = databasesOf(config);
  const logins = [
    {
      role: tables.role,
      userVariable: "DATABASE_USER",
      source: { name: tables.passwordSecret, component: "tables", variable: "DATABASE_PASSWORD" },
    },
    {
      role: analytics.role,
      userVariable: "DATABASE_USER",
      source: { name: analytics.passwordSecret, component: "analytics", variable: "DATABASE_PASSWORD" },
    },
    {
      role: tablesReadLogin.role,
      userVariable: "OPS_POSTGRES_USERNAME",
      source: { name: tablesReadLogin.password.name, component: "app", variable: "OPS_POSTGRES_PASSWORD" },
    },
  ] as const;
  return logins
    .filter(
      ({ role, userVariable, source: { component } }) =>
        environmentOf(installation, component).get(userVariable)?.value === role,
    )
    .map(({ source }) => source);
}

/** Whether a new value only restarts pods, because nothing stored depends on the old one. */
function isReplaceable(name: SecretName): boolean {
  return secretDefinitions[name].rotation === "rolling";
}

function replacementNote(name: SecretName): string {
  const note = `${name} gets a new value: the old one is not of the form that it needs`;
  return name === "postgresPassword"
    ? `${note}. The connection to tables that analytics stores has the old one: change it there afterwards`
    : note;
}

/** What has to stay cannot be set anew: the fix is in the installation. */
function fixed(fault: Fault): Fault {
  return { ...fault, fix: "change it in the running installation first, see docs/adoption.md" };
}

/** Data is lost without these keys, so an installation that hides them is not taken over. */
function missingFaults(installation: LiveInstallation, found: readonly AdoptedSecret[]): readonly Fault[] {
  const needed: readonly SecretName[] = [
    "encryptionKey",
    ...(workloadOf(installation, "analytics") === undefined ? [] : (["analyticsSecretKey"] as const)),
  ];
  return needed
    .filter((name) => !found.some((secret) => secret.name === name))
    .flatMap((name) => sources.filter((source) => source.name === name))
    .map(({ name, component, variable }) => ({
      path: name,
      expected: `${variable} in the pods of ${objectName(component)}`,
      got: "nothing",
      why: secretDefinitions[name].dependent,
      fix: "make sure that the Secrets which these pods refer to are there, then run this again",
    }));
}
