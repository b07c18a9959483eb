import { createTwoFilesPatch, OMIT_HEADERS } from "diff";
import { stringify } from "yaml";
import type { Raw } from "../../components/config/layers";
import type { DescribedStep } from "./described-step";
import type { FieldChange } from "./field-changes";
import { valueText } from "./inline-code";

const contextLines = 3;

/** The lines of a long value that change. */
export function valueDifference({ before, after }: FieldChange): string {
  const lines = (value: Raw): string => (typeof value === "object" ? stringify(value) : valueText(value));
  return lineDifference(lines(before), lines(after));
}

/** Everything that changes of an object, as lines of YAML. */
export function objectDifference({ before, after, operation, kind, name }: DescribedStep): string {
  const [old, now] = [before, after].map((side) => (side === undefined ? "" : stringify(side.inputs)));
  const lines = lineDifference(operation === "create" ? "" : (old ?? ""), now ?? "");
  return `# ${operation} ${kind} ${name}${lines === "" ? "" : `\n${lines}`}`;
}

function lineDifference(before: string, after: string): string {
  const patch = createTwoFilesPatch("", "", ended(before), ended(after), undefined, undefined, {
    context: contextLines,
    headerOptions: OMIT_HEADERS,
  });
  return patch.trimEnd();
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
