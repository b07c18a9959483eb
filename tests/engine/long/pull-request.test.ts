import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { checkoutSources } from "../../../bench/bench-checkout";
import { playJob, writePrograms } from "../played-workflow";

const root = resolve(__dirname, "../../..");
const config = {
  "openops:preset": "prod",
  "openops:publicUrl": "https://openops.example.com",
  "openops:cluster": { kind: "kubeconfig", context: "prod" },
};

/** A program that says who runs it, with the environment it sees. */
const programOf = (who: string): string =>
  `require("node:fs").appendFileSync(process.env.PLAYED, "ran ${who} with " + process.env.PULUMI_ACCESS_TOKEN + "\\n");\n`;

/** Everything in a pull request that could be run instead of what is in use. */
const hostileFiles: Readonly<Record<string, string>> = {
  "index.ts": programOf("the pull request's program"),
  "cli/run.mjs": `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);\n${programOf("its commands")}`,
  "cli/command.ts": programOf("its commands"),
  "policies/index.ts": programOf("its policies"),
  "components/stack/presets.ts": programOf("its presets"),
  "loot.js": programOf("its options of npm"),
  ".npmrc": "node-options=--require ./loot.js\n",
  "Pulumi.yaml": "name: openops\nruntime: nodejs\nmain: loot.js\n",
  "package.json": JSON.stringify({
    scripts: {
      preview: "node loot.js",
      comment: "node loot.js",
      "stack-files": "node loot.js",
      preinstall: "node loot.js",
    },
  }),
};

let workspace: string;
const path = (...names: readonly string[]): string => join(workspace, ...names);

function write(file: string, content: string): void {
  mkdirSync(dirname(path(file)), { recursive: true });
  writeFileSync(path(file), content);
}

/** What was run and written, one line each. */
const played = (): readonly string[] =>
  existsSync(path("played")) ? readFileSync(path("played"), "utf8").trimEnd().split("\n") : [];

/** The files of the checkout in use, but for those named and for what commands build and report there. */
function sourcesInUse(...except: readonly string[]): Readonly<Record<string, string>> {
  const names = readdirSync(path("base"), { recursive: true, encoding: "utf8" }).filter(
    (name) => !/^(node_modules|\.sandbox|prod\.md$)/.test(name) && /\.\w+$/.test(name),
  );
  return Object.fromEntries(
    names
      .filter((name) => !except.includes(name))
      .sort()
      .map((name) => [name, readFileSync(path("base", name), "utf8")]),
  );
}

const previewOfProd = () =>
  playJob("preview-protected.yaml", "preview", {
    workspace,
    programs: path("programs"),
    expressions: {
      "matrix.stack": "prod",
      "matrix.danger": "--fail-on-danger",
      "vars.CONTEXT": "prod",
      "vars.KUBECONFIG": "/etc/kubeconfig-of-prod",
      "github.token": "token-of-github",
      "github.event.pull_request.number": "7",
    },
  });

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "openops-pull-request-"));
  checkoutSources.forEach((name) => cpSync(join(root, name), path("base", name), { recursive: true }));
  cpSync(join(root, ".sandbox", "build"), path("base", ".sandbox", "build"), {
    recursive: true,
    preserveTimestamps: true,
  });
  symlinkSync(join(root, "node_modules"), path("base", "node_modules"));
  write("base/index.ts", programOf("the program in use"));
  write("base/Pulumi.prod.yaml", stringify({ config }));
  writePrograms(path("programs"));
  // More than the workflow's checkout brings: it brings the stack files and overlays alone.
  Object.entries(hostileFiles).forEach(([name, content]) => write(`pull-request/${name}`, content));
});

afterEach(() => rmSync(workspace, { recursive: true }));

describe("a pull request that changes everything", () => {
  test("has its stack file previewed by the program in use, and none of its code is run", () => {
    write("pull-request/Pulumi.prod.yaml", stringify({ config: { ...config, "openops:version": "0.6.24" } }));
    const before = sourcesInUse("Pulumi.prod.yaml");
    const { succeeded, printed } = previewOfProd();

    expect({ succeeded, printed: succeeded ? "" : printed }).toEqual({ succeeded: true, printed: "" });
    expect(played()).toEqual([
      expect.stringMatching(
        /^pulumi in .*\/base: preview --stack prod .*--policy-pack .*\/base\/\.sandbox\//,
      ),
      "ran the program in use with token-of-prod-preview",
      "gh pr comment 7 --body-file -",
      "<!-- openops: prod -->",
      "No stack changes.",
    ]);
    expect(parse(readFileSync(path("base/Pulumi.prod.yaml"), "utf8"))).toEqual({
      config: { ...config, "openops:version": "0.6.24" },
    });
    expect(sourcesInUse("Pulumi.prod.yaml")).toEqual(before);
  });

  test("is run by the preview of dev, which has the token of dev and no other", () => {
    const before = path("pull-request");
    cpSync(before, workspace, { recursive: true });
    playJob("preview.yaml", "dev", {
      workspace,
      programs: path("programs"),
      expressions: {
        "vars.CONTEXT": "dev",
        "vars.KUBECONFIG": "/etc/kubeconfig-of-dev",
        "github.token": "token-of-github",
        "github.event.pull_request.number": "7",
      },
    });

    // Otherwise the test above would not see it either.
    expect(played()).toContain("ran its options of npm with token-of-dev-preview");
    expect(played().filter((line) => !line.endsWith("with token-of-dev-preview"))).toEqual([]);
  });
});

describe("a stack file that is more than data is refused before there is a token", () => {
  const kubeconfig = {
    users: [{ name: "x", user: { exec: { command: "sh", args: ["-c", "env >> $PLAYED"] } } }],
    config: {
      ...config,
      "openops:cluster": { kind: "kubeconfig", context: "prod", path: "Pulumi.prod.yaml" },
    },
  };

  test.each<readonly [what: string, file: object | undefined, line: string]>([
    ["a link", undefined, "Pulumi.prod.yaml: it is a symbolic link."],
    [
      "an overlay outside",
      { config: { ...config, "openops:overlays": ["/proc/self/environ"] } },
      "Pulumi.prod.yaml: the overlay /proc/self/environ is in no folder for overlays.",
    ],
    [
      "a kubeconfig that names a program",
      kubeconfig,
      "Pulumi.prod.yaml: users differs from the file in use.",
    ],
  ])("%s", (_what, file, line) => {
    if (file === undefined) {
      symlinkSync("/etc/passwd", path("pull-request/Pulumi.prod.yaml"));
    } else {
      write("pull-request/Pulumi.prod.yaml", stringify(file));
    }
    const before = sourcesInUse();
    const { succeeded } = previewOfProd();

    expect(succeeded).toBe(false);
    expect(sourcesInUse()).toEqual(before);
    expect(played()).toEqual(
      expect.arrayContaining(["gh pr comment 7 --body-file -", "## Preview of stack `prod`: refused", line]),
    );
    expect(played().filter((one) => /^(ran|pulumi)|token/.test(one))).toEqual([]);
  });
});

test("a secret of the stack is not shown by giving its encrypted value to a key that is shown", () => {
  const shown = { config: { ...config, "openops:publicUrl": { secure: "v1:the-password-of-prod" } } };
  write("pull-request/Pulumi.prod.yaml", stringify(shown));
  const { succeeded } = previewOfProd();

  expect(succeeded).toBe(false);
  expect(played().join("\n")).toContain("openops:publicUrl: expected a value in clear, got an encrypted one");
  expect(played().filter((one) => /^(ran|pulumi)|v1:/.test(one))).toEqual([]);
});
