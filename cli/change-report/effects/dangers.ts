import { generatedSecretType, retiredSecretType } from "../../../components/checks/recorded/carried-secrets";
import {
  secretDefinitions,
  secretNames,
  type SecretName,
} from "../../../components/values/secret-definitions";
import { holdsData } from "./data-kinds";
import { objectText, valueAt, type DescribedStep } from "../described-step";
import { guardKinds } from "./guards";

/** One kind of danger: what of a step is dangerous, in a sentence, or undefined where nothing is. */
type Danger = (step: DescribedStep, all: readonly DescribedStep[]) => string | undefined;

const lostData: Danger = (step) => {
  if (!holdsData(step.type)) {
    return undefined;
  }
  return step.operation === "delete"
    ? `${objectText(step)} is DELETED; what is stored in it is lost.`
    : step.operation === "replace"
      ? `${objectText(step)} is REPLACED by an empty one; what is stored in it is lost.`
      : undefined;
};

/**
 * Beside what stays, a new server or volume means that services go over to one that has nothing in it;
 * backups are taken to a new volume, and nothing is read from it.
 */
const emptyStore: Danger = (step) =>
  step.operation === "create" &&
  holdsData(step.type) &&
  step.kind !== "Namespace" &&
  step.component !== "backup"
    ? `${objectText(step)} is new and EMPTY; what OpenOps has stored elsewhere does not move there by itself.`
    : undefined;

const anotherKey: Danger = (step, all) => {
  const { type, name, operation } = step;
  const secret = secretNameOf(type, name);
  if (secret === undefined || secretDefinitions[secret].rotation !== "never" || isCarried(step, all)) {
    return undefined;
  }
  return operation === "same" || operation === "update" || operation === "import"
    ? undefined
    : `The secret \`${secret}\` gets another value or goes. ${secretDefinitions[secret].description} ` +
        "Nothing re-encrypts what is stored, so it cannot be read any more.";
};

/**
 * Whether the value stays although its resource is another one: it was generated as a resource of the type that is
 * retired, which is still there when the new one comes, and goes when the new one is there.
 */
function isCarried({ type, name, operation }: DescribedStep, all: readonly DescribedStep[]): boolean {
  const stays = (wanted: string) =>
    all.some(
      (other) =>
        other.type === wanted &&
        other.name === name &&
        (other.operation === "same" || other.operation === "update"),
    );
  return type === retiredSecretType
    ? operation === "delete" && stays(generatedSecretType)
    : type === generatedSecretType && operation === "create" && stays(retiredSecretType);
}

const noProtection: Danger = (step) =>
  step.before?.protect === true && step.after?.protect === false && step.type !== retiredSecretType
    ? `${objectText(step)} loses its protection: after this update another one may delete it.`
    : undefined;

/** A guard may go with what it guards. */
const noGuard: Danger = (step, all) =>
  step.operation === "delete" && guardKinds.includes(step.kind) && !isComponentGone(step, all)
    ? `${objectText(step)} is removed, and with it what it guards against.`
    : undefined;

const anotherMajor: Danger = (step) => {
  const image = step.fields.find(({ path }) => /containers\[postgres\]\.image$/.test(path));
  const [from, to] = [majorOf(image?.before), majorOf(image?.after)];
  return image === undefined || from === to
    ? undefined
    : `Postgres goes from major version ${from} to ${to}, which does not start on the data of the old one.`;
};

/** Settings of the clouds' stores that keep data safe, by path, with the values that give that up. */
const safeguards: Readonly<Record<string, (value: unknown) => boolean>> = {
  publiclyAccessible: (value) => value === true,
  publicNetworkAccess: (value) => value === "Enabled",
  deletionProtection: (value) => value === false,
  "settings.deletionProtectionEnabled": (value) => value === false,
  storageEncrypted: (value) => value === false,
  atRestEncryptionEnabled: (value) => value === false,
  transitEncryptionEnabled: (value) => value === false,
  backupRetentionPeriod: (value) => value === 0,
  snapshotRetentionLimit: (value) => value === 0,
  "settings.ipConfiguration.ipv4Enabled": (value) => value === true,
  "settings.ipConfiguration.sslMode": (value) => value === "ALLOW_UNENCRYPTED_AND_ENCRYPTED",
  "settings.backupConfiguration.enabled": (value) => value === false,
  transitEncryptionMode: (value) => value === "DISABLED",
  "network.publicNetworkAccess": (value) => value === "Enabled",
  clientProtocol: (value) => value === "Plaintext",
};

const noSafeguard: Danger = (step) => {
  const given = Object.entries(safeguards).filter(
    ([field, isGivenUp]) =>
      step.fields.some(({ path }) => path === field) && isGivenUp(valueAt(step, field.split("."))),
  );
  return step.operation === "delete" || given.length === 0
    ? undefined
    : `${objectText(step)} gives up a safeguard: ${given.map(([field]) => `\`${field}\``).join(", ")}.`;
};

const dangers: readonly Danger[] = [
  lostData,
  emptyStore,
  anotherKey,
  noProtection,
  noGuard,
  anotherMajor,
  noSafeguard,
];

/** Whether no object of a step's component stays. */
function isComponentGone({ component }: DescribedStep, all: readonly DescribedStep[]): boolean {
  const own = all.filter((step) => step.component === component);
  return component !== undefined && own.length > 1 && own.every(({ operation }) => operation === "delete");
}

/** What a reviewer must not pass over. */
export function dangersOf(steps: readonly DescribedStep[]): readonly string[] {
  return steps.flatMap((step) => dangers.flatMap((danger) => danger(step, steps) ?? []));
}

/** The secret that a generated value is for. */
export function secretNameOf(type: string, name: string): SecretName | undefined {
  return type.startsWith("random:") ? secretNames.find((known) => known === name) : undefined;
}

function majorOf(image: unknown): string {
  const [, tag = ""] = /:([^/@]+)(@|$)/.exec(String(image ?? "")) ?? [];
  return tag.split(/[.-]/)[0] ?? "";
}
