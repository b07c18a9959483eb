/** Files of a checkout: their text by path, with slashes. */
export type Files = Readonly<Record<string, string>>;

/** A release that is written down, and that somebody has to look for new ones of. */
export interface Pin {
  readonly file: string;
  /** Where its value begins and ends in the file. */
  readonly from: number;
  readonly to: number;
  /** What Renovate calls a dependency of this kind, where it has a name. */
  readonly kind: string;
  readonly name: string;
  readonly value: string;
}

interface Detector {
  readonly kind: string;
  readonly files: RegExp;
  /** Its group `value` is the release, and `name`, where there is one, of what. */
  readonly pattern: RegExp;
  /** What is no pin although it looks like one. */
  readonly except?: (name: string, text: string) => boolean;
}

const goModule = /(^|\/)go\.mod$/;
const documents = /(\.(ya?ml|md)|devcontainer\.json|[Dd]ockerfile[^/]*)$/;

/** Whether a module has a package that go.mod names as a tool, on a line without a version. */
function isTool(name: string, text: string): boolean {
  return text
    .split("\n")
    .map((line) => line.replace(/^tool /, "").trim())
    .some((line) => !line.includes(" ") && `${line}/`.startsWith(`${name}/`));
}

const detectors: readonly Detector[] = [
  {
    kind: "dependency",
    files: /(^|\/)package\.json$/,
    pattern: /^ +"(?<name>(?!version")[^"]+)": "(?<value>(?:npm:[^"@]+@|[~^])?\d[^"]*)"/gm,
  },
  {
    kind: "engines",
    files: /(^|\/)package\.json$/,
    pattern: /^ +"(?<name>[^"]+)": "(?<value>>=?\d[^"]*)"/gm,
  },
  {
    kind: "packageManager",
    files: /(^|\/)package\.json$/,
    pattern: /"packageManager": "(?<name>[^"@]+)@(?<value>[^"]+)"/g,
  },
  { kind: "require", files: goModule, pattern: /^(?:require |\t)(?<name>\S+) (?<value>v\S+)$/gm },
  {
    kind: "tool",
    files: goModule,
    pattern: /^(?:require |\t)(?<name>\S+) (?<value>v\S+) \/\/ indirect$/gm,
    // What a tool needs is decided by the tool's release.
    except: (name, text) => !isTool(name, text),
  },
  { kind: "replace", files: goModule, pattern: /=> (?<name>\S+) (?<value>v\S+)$/gm },
  {
    kind: "requirement",
    files: /(^|\/)requirements\.in$/,
    pattern: /^(?<name>[\w-]+)(?:\[\w+\])?==(?<value>\S+)$/gm,
  },
  { kind: "golang", files: goModule, pattern: /^(?<name>go|toolchain) (?<value>\S+)$/gm },
  { kind: "action", files: documents, pattern: /uses: (?<name>[^@\s]+)@(?<value>\S+)/g },
  { kind: "github-runner", files: /^\.github\//, pattern: /runs-on: (?<name>[a-z]+)-(?<value>\S+)/g },
  {
    kind: "uses-with",
    files: documents,
    pattern: /(?<name>node|go|npm|pulumi)-version: ["']?(?<value>\d[\w.]*)/g,
  },
  { kind: "node", files: /(^|\/)\.(node-version|nvmrc)$/, pattern: /^(?<value>\S+)/g },
  {
    kind: "image",
    files: documents,
    pattern: /(?:image"?: "?|FROM )(?<name>[a-z][\w./-]*):(?<value>v?\d[\w.-]*)/g,
  },
  {
    kind: "feature",
    files: /devcontainer\.json$/,
    pattern: /"(?<name>[^":]+\/[^":]+):(?<value>\d[\d.]*)"/g,
  },
  {
    kind: "feature",
    files: /devcontainer\.json$/,
    pattern: /\/(?<name>\w+):\d+": \{ "version": "(?<value>[\d.]+)"/g,
  },
  { kind: "required", files: /^Pulumi\.yaml$/, pattern: /(?<name>\w+)Version: ">=(?<value>[\d.]+)"/g },
  { kind: "configuration", files: /\.ya?ml$/, pattern: /(?<name>openops):version: "?(?<value>[\d.]+)/g },
  { kind: "example", files: /\.md$/, pattern: /(?:\/\/|#) (?<name>Node\.js) (?<value>\d[\d.]*),/g },
  {
    kind: "literal",
    files: /^(?!tests\/).*\.[cm]?[jt]s$/,
    pattern: /(?:(?<name>\w+)(?::| =) |\()?"(?<value>v?\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?)"/g,
  },
  {
    kind: "suite",
    files: /^(?!tests\/(support\/|updates\.test)).*(\.([cm]?[jt]s|sh|ya?ml|json)|[Dd]ockerfile[^/]*)$/,
    // Not in words of a comment about it.
    pattern: /(?<!`)\b(?<value>bullseye|bookworm|trixie|forky)\b(?!`)/g,
  },
];

/** Everything that looks like a pin, in the order of files. */
export function pinsOf(files: Files): readonly Pin[] {
  return Object.entries(files).flatMap(([file, text]) =>
    detectors
      .filter(({ files: wanted }) => wanted.test(file))
      .flatMap((detector) => found(detector, file, text)),
  );
}

function found({ kind, pattern, except }: Detector, file: string, text: string): readonly Pin[] {
  return [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}d`))].flatMap((match) => {
    const { name = "", value = "" } = match.groups ?? {};
    const [from = 0, to = 0] = match.indices?.groups?.value ?? [];
    return except?.(name, text) === true ? [] : [{ file, from, to, kind, name, value }];
  });
}

/** A place in a file, as editors open it. */
export function placeOf(files: Files, { file, from }: Pick<Pin, "file" | "from">): string {
  return `${file}:${(files[file] ?? "").slice(0, from).split("\n").length}`;
}
