import type { OutputMap } from "@pulumi/pulumi/automation";

const words: readonly (readonly [operation: string, word: string])[] = [
  ["create", "created"],
  ["update", "updated"],
  ["replace", "replaced"],
  ["delete", "deleted"],
  ["import", "imported"],
];

/** The changes of an operation in one line. */
export function changesText(changes: Readonly<Record<string, number>>): string {
  const changed = words
    .map(([operation, word]) => [changes[operation] ?? 0, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  const same = changes.same ?? 0;
  const unchanged = same === 0 ? [] : [`${same} the same`];
  return [...(changed.length === 0 ? ["no changes"] : changed), ...unchanged].join(", ");
}

/** How many resources an operation changes. */
export function changeCount(changes: Readonly<Record<string, number>>): number {
  return words.reduce((sum, [operation]) => sum + (changes[operation] ?? 0), 0);
}

const labels: Readonly<Record<string, string>> = {
  url: "url",
  endpoint: "endpoint",
  namespace: "namespace",
  adminEmail: "admin email",
  adminPassword: "admin password",
  version: "version",
};

/** A stack's outputs, aligned; secrets are masked unless they are asked for. */
export function outputsText(outputs: OutputMap, showSecrets: "show" | "mask"): string {
  const rows = Object.entries(labels).flatMap(([key, label]): readonly (readonly [string, string])[] => {
    const output = outputs[key];
    return output === undefined
      ? []
      : [[label, output.secret && showSecrets === "mask" ? "[secret]" : String(output.value)]];
  });
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join("\n");
}
