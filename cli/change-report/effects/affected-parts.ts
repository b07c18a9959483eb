import { secretDefinitions, type RotationClass } from "../../../components/values/secret-definitions";
import { secretNameOf } from "./dangers";
import { holdsData, isManagedStore } from "./data-kinds";
import { objectText, type DescribedStep } from "../described-step";
import { inlineCode } from "../inline-code";
import { guardedBy, isGuard } from "./guards";

/** What an update changes under one heading of the report, one sentence each. */
export interface AffectedPart {
  readonly title: string;
  readonly sentences: readonly string[];
}

const verbs: Readonly<Record<DescribedStep["operation"], string>> = {
  create: "is new",
  update: "changes",
  replace: "is replaced",
  delete: "is removed",
  import: "is taken over",
  same: "stays",
};

const rotationWords: Readonly<Record<RotationClass, string>> = {
  never: "Data is encrypted with it.",
  rolling: "What uses it restarts; sessions may end.",
  "stored-copy": "A service keeps a copy of it.",
};

/** Volumes, databases, secrets and guards that change, and other objects that come, go or are replaced. */
export function affectedParts(steps: readonly DescribedStep[]): readonly AffectedPart[] {
  const changed = steps.filter(({ operation }) => operation !== "same");
  return [
    { title: "Volumes and databases", sentences: changed.flatMap(dataSentence) },
    { title: "Secrets", sentences: changed.flatMap(secretSentence) },
    { title: "Guards", sentences: changed.flatMap(guardSentence) },
    { title: "Runs once", sentences: changed.flatMap(jobSentence) },
    { title: "Other objects", sentences: changed.flatMap(otherSentence) },
  ].filter(({ sentences }) => sentences.length > 0);
}

function dataSentence(step: DescribedStep): readonly string[] {
  if (!holdsData(step.type) && !isManagedStore(step.type)) {
    return [];
  }
  const size = step.fields.find(({ path }) => path === "spec.resources.requests.storage");
  return step.operation === "update" && size !== undefined
    ? [`${objectText(step)} grows in place from ${inlineCode(size.before)} to ${inlineCode(size.after)}.`]
    : [`${objectText(step)} ${verbs[step.operation]}.`];
}

function secretSentence(step: DescribedStep): readonly string[] {
  const name = secretNameOf(step.type, step.name);
  if (name !== undefined) {
    const { description, rotation } = secretDefinitions[name];
    const what = step.operation === "delete" ? "goes" : "gets a new value";
    return [`\`${name}\` ${what}. ${description} ${rotationWords[rotation]}`];
  }
  return step.kind === "Secret" ? [`${objectText(step)} ${contentVerb(step)}.`] : [];
}

/** Generated copies are replaced when their content changes, which loses nothing. */
function contentVerb({ operation }: DescribedStep): string {
  return operation === "replace" || operation === "update" ? "gets new content" : verbs[operation];
}

function guardSentence(step: DescribedStep): readonly string[] {
  return isGuard(step.kind, step.type)
    ? [`${objectText(step)} ${verbs[step.operation]}: ${guardedBy(step.kind)}.`]
    : [];
}

function jobSentence(step: DescribedStep): readonly string[] {
  if (step.kind !== "Job") {
    return [];
  }
  return step.operation === "delete" || step.operation === "update"
    ? [`${objectText(step)} ${verbs[step.operation]}; it does not run.`]
    : [`${objectText(step)} runs${step.operation === "replace" ? " again" : ""}${purposeOf(step)}.`];
}

function purposeOf({ component }: DescribedStep): string {
  return component === "database-bootstrap"
    ? ": it makes missing databases and roles, and sets the roles' passwords"
    : "";
}

const reportedElsewhere: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet", "Job", "Secret"];

function otherSentence(step: DescribedStep): readonly string[] {
  const told =
    reportedElsewhere.includes(step.kind) ||
    holdsData(step.type) ||
    isManagedStore(step.type) ||
    isGuard(step.kind, step.type) ||
    secretNameOf(step.type, step.name) !== undefined;
  if (told) {
    return [];
  }
  return [`${objectText(step)} ${step.kind === "ConfigMap" ? contentVerb(step) : verbs[step.operation]}.`];
}
