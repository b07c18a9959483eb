/** An option that is given or not. */
interface Flag {
  readonly type: "boolean";
  readonly default: false;
  readonly about: string;
}

/** An option with a value. */
interface ValueOption {
  readonly type: "string";
  /** What stands for the value in the usage, such as FILE. */
  readonly value: string;
  readonly default?: string;
  readonly multiple?: true;
  readonly about: string;
}

/** Options by name, without the dashes. */
export type Options = Readonly<Record<string, Flag | ValueOption>>;

/** What a command takes, and what it says of itself. */
export interface CommandLine {
  /** How it is called, without arguments: `npm run up`. */
  readonly command: string;
  /** Its arguments, each line as it is shown: `[--stack NAME] [--json]`. */
  readonly takes: readonly string[];
  readonly about: string;
  /** Words other than options, each with its meaning. */
  readonly words?: Readonly<Record<string, string>>;
  readonly options: Options;
}

/** The longest line, in characters. */
const width = 110;

/** The text that explains a command: its form, what it does, its words and its options. */
export function usageOf({ command, takes, about, words = {}, options }: CommandLine): string {
  const start = takes.length === 0 ? `usage: ${command}` : `usage: ${command} -- `;
  const sections = [
    wrapped(about, width - 2).map((line) => `  ${line}`),
    rows(Object.entries(words)),
    rows(Object.entries(options).map(([name, option]) => [termOf(name, option), meaningOf(option)])),
  ];
  return [
    start + takes.join(`\n${" ".repeat(start.length)}`),
    ...sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")),
  ].join("\n\n");
}

function termOf(name: string, option: Flag | ValueOption): string {
  return option.type === "boolean" ? `--${name}` : `--${name} ${option.value}`;
}

function meaningOf(option: Flag | ValueOption): string {
  return typeof option.default === "string" ? `${option.about}; default: ${option.default}` : option.about;
}

/** Terms with their meanings in a column beside them. */
function rows(entries: readonly (readonly [term: string, meaning: string])[]): readonly string[] {
  const column = Math.max(...entries.map(([term]) => term.length));
  return entries.flatMap(([term, meaning]) =>
    wrapped(meaning, width - column - 4).map(
      (line, index) => `  ${(index === 0 ? term : "").padEnd(column)}  ${line}`,
    ),
  );
}

/** A text in lines of a length at most, broken between words. */
function wrapped(text: string, length: number): readonly string[] {
  return text.match(new RegExp(`\\S.{0,${length - 1}}(?=\\s|$)`, "g")) ?? [];
}
