/** One thing that is wrong with a stack's configuration, in the words of the person who must fix it. */
export interface Fault {
  /** Where: a configuration path such as `services.tables.replicas`, without the namespace. */
  readonly path: string;
  /** What would be right, as a noun phrase. */
  readonly expected: string;
  /** What was found instead; never set for a secret. */
  readonly got?: string | undefined;
  /** Why it matters, where that is not plain from `expected`. */
  readonly why?: string | undefined;
  /** The command or step that fixes it; by default one that sets the path. */
  readonly fix?: string | undefined;
}

/** The namespace of every configuration key of this program. */
export const configNamespace = "openops";

/** Renders a fault on one line: path, expected, got, why, and how to fix it. */
export function describeFault(fault: Fault): string {
  const got = fault.got === undefined ? "" : `, got ${fault.got}`;
  const why = fault.why === undefined ? "" : `: ${fault.why}`;
  return `${configNamespace}:${fault.path}: expected ${fault.expected}${got}${why} (${fault.fix ?? setCommand(fault.path)})`;
}

/** Where faulty values are: in a stack's configuration, in the arguments that a program gives, or in a state. */
export type FaultSource = "configuration" | "arguments" | "state";

/** The same of what no command changes. */
function describeElsewhere({ path, expected, got, why, fix }: Fault): string {
  const isCommand = fix?.includes("pulumi config") ?? true;
  return [
    `${path}: expected ${expected}`,
    ...(got === undefined ? [] : [`, got ${got}`]),
    ...(why === undefined ? [] : [`: ${why}`]),
    ...(isCommand ? [] : [` (${fix})`]),
  ].join("");
}

/** Says that something is refused, with each of its faults on a line. */
export function refusalOf(
  subject: string,
  faults: readonly Fault[],
  source: FaultSource = "configuration",
): string {
  const describe = source === "configuration" ? describeFault : describeElsewhere;
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return [
    `${subject} has ${count}; nothing was changed.`,
    ...faults.map((fault) => `  ${describe(fault)}`),
  ].join("\n");
}

/** Keys of which Pulumi's CLI takes a value for a secret and refuses it in clear (`keyPattern` in its config.go). */
const secretLooking = /pass|pwd|secret|token/i;

/** The command that sets a configuration path; `value` is shown as it has to be typed. */
export function setCommand(path: string, value = "VALUE"): string {
  const key = `${configNamespace}:${path}`;
  const plain = secretLooking.test(path) ? " --plaintext" : "";
  return path.includes(".") || path.includes("[")
    ? `pulumi config set${plain} --path '${key}' ${value}`
    : `pulumi config set${plain} ${key} ${value}`;
}

/** The command that sets a secret; its value is asked for, so that it stays out of the shell's history. */
export function setSecretCommand(name: string): string {
  return `pulumi config set --secret ${configNamespace}:${name}`;
}

/** The command that takes a configuration path away. */
export function removeCommand(path: string): string {
  return `pulumi config rm --path '${configNamespace}:${path}'`;
}

/** Shows a value as a person would type it, cut at 60 characters. */
export function showValue(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The known name that is nearest to a mistyped one, if it is near enough to be meant. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(name.length / 3))
    ? best.candidate
    : undefined;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...b].entries()) {
      const substitute = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(substitute, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
