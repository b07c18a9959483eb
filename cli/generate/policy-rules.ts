import type { Rule } from "../../policies/rule";
import { rules } from "../../policies/rules";

const markers = /(<!-- rules:start -->)[^]*(<!-- rules:end -->)/;

/** A page with the table of the policy pack's rules between its markers. */
export function withRules(page: string): string {
  const head = ["| rule | what it wants | severity | level | settings |", "| --- | --- | --- | --- | --- |"];
  const table = [...head, ...rules.map(row)].join("\n");
  return page.replace(markers, (_all, start: string, end: string) => `${start}\n\n${table}\n\n${end}`);
}

function row({ name, description, severity, level, settings = {} }: Rule): string {
  const defaults = Object.entries(settings).map(([key, value]) => `\`${key}\`: \`${JSON.stringify(value)}\``);
  return `| \`${name}\` | ${description} | ${severity} | ${level} | ${defaults.join(", ")} |`;
}
