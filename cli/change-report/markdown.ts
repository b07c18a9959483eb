import { dangersOf, secretNameOf } from "./effects/dangers";
import { described, objectText, type DescribedStep } from "./described-step";
import { objectDifference, valueDifference } from "./differences";
import { withReadableNames } from "./generated-names";
import { codeBlock, inlineCode, isLong } from "./inline-code";
import type { PlannedStep } from "./planned-step";
import { affectedParts } from "./effects/affected-parts";
import { upgradeSentence } from "./effects/image-upgrades";
import { workloadEffect } from "./effects/workload-effects";

/** What a report is made from. */
export interface ReportInput {
  readonly stack: string;
  readonly steps: readonly PlannedStep[];
  /** Names of components in the order in which they are installed and updated. */
  readonly order: readonly string[];
  /** Secrets that the configuration gives, so that generated values of theirs are of no use to anybody. */
  readonly givenSecrets?: readonly string[];
}

/** A preview for people. */
export interface ChangeReport {
  /** Markdown; empty when nothing changes. */
  readonly markdown: string;
  readonly dangers: readonly string[];
}

/** GitHub takes 65,536 characters, Bitbucket and GitLab more; the rest is left for what people add. */
const lengthLimit = 59_000;
/** What the table and the long values may take together, so that the summary before them is always whole. */
const fieldsLimit = 30_000;

/** Says in OpenOps' terms what an update would do, most important first. */
export function changeReport({ stack, steps, order, givenSecrets = [] }: ReportInput): ChangeReport {
  const all = withReadableNames(steps)
    .map(described)
    .filter(({ type, name }) => !givenSecrets.includes(secretNameOf(type, name) ?? ""))
    .sort(byComponent(order));
  const installs = all.length > 0 && all.every(({ operation }) => operation === "create");
  // The program refuses a first installation over data that the state does not know.
  const dangers = installs ? [] : dangersOf(all);
  const changed = all.filter(({ operation }) => operation !== "same");
  if (changed.length === 0 && dangers.length === 0) {
    return { markdown: "", dangers };
  }
  const summary = installs
    ? [
        `## Preview of stack \`${stack}\`: a first installation`,
        `${resourcesText(changed.length)} will be made.`,
      ]
    : summaryOf(stack, changed, dangers);
  const fields = fieldsOf(changed);
  const before = [...summary, ...fields].join("\n\n");
  return { markdown: `${before}\n\n${fullDifference(changed, lengthLimit - before.length)}\n`, dangers };
}

/** Says why there is nothing to preview. */
export function refusalReport(stack: string, reason: string): string {
  return [
    `## Preview of stack \`${stack}\`: refused`,
    "Nothing was changed. An update would end in the same way:",
    `${codeBlock("text", reason)}\n`,
  ].join("\n\n");
}

function summaryOf(
  stack: string,
  changed: readonly DescribedStep[],
  dangers: readonly string[],
): readonly string[] {
  const effects = changed.flatMap((step) => workloadEffect(step) ?? []);
  const noticed = effects.some((effect) => effect.noticed);
  const verdict = dangers.length > 0 ? "DANGEROUS" : noticed ? "users notice" : "users do not notice";
  return [
    `## Preview of stack \`${stack}\`: ${verdict}`,
    ...(dangers.length === 0
      ? []
      : ["**Look at this first:**", list(dangers.map((danger) => `⚠️ ${danger}`))]),
    ...[upgradeSentence(changed)].filter((sentence) => sentence !== undefined),
    ...(effects.length === 0
      ? ["No pod restarts."]
      : ["**Pods, in this order:**", effects.map(({ text }, index) => `${index + 1}. ${text}`).join("\n")]),
    ...affectedParts(changed).flatMap(({ title, sentences }) => [`**${title}:**`, list(sentences)]),
  ];
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join("\n");
}

/** The table of changed fields, and below it what is too long for a table. */
function fieldsOf(changed: readonly DescribedStep[]): readonly string[] {
  const rows = changed.flatMap((step) => step.fields.map((field) => ({ step, field })));
  if (rows.length === 0) {
    return [];
  }
  const tableRows = rows.map(({ step, field }) => {
    const long = isLong(field.before) || isLong(field.after);
    const values = long ? ["see below", "see below"] : [inlineCode(field.before), inlineCode(field.after)];
    return `| ${objectText(step)} | ${inlineCode(shortPath(field.path))} | ${values.join(" | ")} |`;
  });
  const blocks = rows
    .filter(({ field }) => isLong(field.before) || isLong(field.after))
    .map(
      ({ step, field }) =>
        `${objectText(step)}, ${inlineCode(shortPath(field.path))}:\n\n${codeBlock("diff", valueDifference(field))}`,
    );
  const table = within(fieldsLimit, tableRows, {
    joint: "\n",
    rest: (count) => `| … ${count} more fields | | | |`,
  });
  const head = "| object | field | now | then |\n| --- | --- | --- | --- |";
  const left = fieldsLimit - table.length;
  const long = within(left, blocks, { joint: "\n\n", rest: (count) => `… ${count} more long values` });
  return [`${head}\n${table}`, ...(long === "" ? [] : [long])];
}

/** A path in a pod's template without what all of them have. */
function shortPath(path: string): string {
  return path.replace(/^spec\.template\.spec\./, "").replace(/(\.env\[[^\]]+\])\.value$/, "$1");
}

function fullDifference(changed: readonly DescribedStep[], limit: number): string {
  const frame = (text: string): string =>
    `<details><summary>Full difference (${resourcesText(changed.length)})</summary>\n\n${codeBlock("diff", text)}\n\n</details>`;
  const text = within(limit - frame("").length, changed.map(objectDifference), {
    joint: "\n",
    rest: (count) => `# … ${count} more resources`,
  });
  return frame(text);
}

function resourcesText(count: number): string {
  return `${count} ${count === 1 ? "resource" : "resources"}`;
}

interface Cutting {
  readonly joint: string;
  /** What stands for the parts that are left out. */
  readonly rest: (count: number) => string;
}

/** As many parts as fit, and a note of the others. */
function within(limit: number, parts: readonly string[], { joint, rest }: Cutting): string {
  const ends = parts.reduce<readonly number[]>(
    (sums, part) => [...sums, (sums.at(-1) ?? 0) + part.length + joint.length],
    [],
  );
  const note = rest(parts.length).length;
  const count = ends.filter((end) => end + note <= limit).length;
  return [...parts.slice(0, count), ...(count < parts.length ? [rest(parts.length - count)] : [])].join(
    joint,
  );
}

/** Sorts by component as it is updated, then by kind and name, so that equal changes read the same. */
function byComponent(order: readonly string[]): (left: DescribedStep, right: DescribedStep) => number {
  const rank = ({ component }: DescribedStep): number => {
    const place = order.findIndex((name) => name === component);
    return place === -1 ? order.length : place;
  };
  const key = ({ kind, name, urn }: DescribedStep): string => `${kind} ${name} ${urn}`;
  return (left, right) => rank(left) - rank(right) || (key(left) < key(right) ? -1 : 1);
}
