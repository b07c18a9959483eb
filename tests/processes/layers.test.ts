import { spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const root = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "openops-layers-"));

/** Runs the check of layers over a small tree of one file in each of some layers, and more files. */
function checked(files: Readonly<Record<string, string>>): {
  readonly code: number | null;
  readonly out: string;
} {
  const tree = {
    "components/values/fault.ts": "export interface Fault { readonly path: string }\n",
    "components/plan/plan.ts":
      'import type { Fault } from "../values/fault";\nexport const plan: readonly Fault[] = [];\n',
    "components/stack/stack-config.ts": "export type StackConfig = string;\n",
    "providers/aws/source.ts": 'export const aws = { open: () => import("./open") };\n',
    "providers/aws/open.ts":
      'import { plan } from "../../components/plan/plan";\nexport const open = () => plan;\n',
    "sandbox/index.ts": 'export { start } from "./cluster";\n',
    "sandbox/cluster.ts": "export const start = 1;\n",
    "cli/up/up.ts":
      'import { start } from "../../sandbox";\nimport { plan } from "../../components/plan/plan";\nexport const run = [start, plan];\n',
    ...files,
  };
  rmSync(folder, { recursive: true });
  mkdirSync(join(folder, "cli", "check"), { recursive: true });
  for (const file of [".dependency-cruiser.mjs", "cli/check/layers.json", "tsconfig.json"]) {
    copyFileSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const options = [
    "--config",
    ".dependency-cruiser.mjs",
    "--no-progress",
    "components",
    "providers",
    "sandbox",
    "cli",
  ];
  const { status, stdout } = spawnSync(process.execPath, [program, ...options], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, out: stdout };
}

afterAll(() => rmSync(folder, { recursive: true }));

describe("the check of layers", () => {
  test("passes where all imports but the lazy ones of sources run down, and others enter the sandbox by its index", () => {
    expect(checked({})).toEqual({ code: 0, out: expect.stringContaining("no dependency violations found") });
  });

  test("fails on a circle of types", () => {
    const { code, out } = checked({
      "components/plan/plan.ts":
        'import type { Policy } from "./policy";\nexport interface Plan { readonly policies: readonly Policy[] }\n',
      "components/plan/policy.ts":
        'import type { Plan } from "./plan";\nexport interface Policy { readonly plan: Plan }\n',
    });

    expect(code).not.toBe(0);
    expect(out).toContain("error no-circle: components/plan/plan.ts");
  });

  test("fails on a type that is imported upward", () => {
    const { code, out } = checked({
      "components/values/fault.ts":
        'import type { Step } from "../plan/step";\nexport interface Fault { readonly step: Step }\n',
      "components/plan/step.ts": "export type Step = string;\n",
    });

    expect(code).not.toBe(0);
    expect(out).toContain("error values-imports-upward: components/values/fault.ts");
  });

  test.each([
    ["sandbox-by-its-index", "cli/up/up.ts", 'export { start } from "../../sandbox/cluster";\n'],
    [
      "sandbox-knows-nothing-of-others",
      "sandbox/cluster.ts",
      'export * from "../components/values/fault";\n',
    ],
    ["in-no-layer", "components/odds/end.ts", 'export * from "../values/fault";\n'],
    [
      "opened-by-its-source",
      "components/plan/plan.ts",
      'export const opened = () => import("../../providers/aws/open");\n',
    ],
    ["opened-lazily", "providers/aws/source.ts", 'export { open } from "./open";\n'],
    [
      "reads-the-plan",
      "components/resources/pod.ts",
      'export type { StackConfig } from "../stack/stack-config";\n',
    ],
    ["no-unresolved-import", "cli/up/up.ts", 'export { start } from "../../sandbox/gone";\n'],
  ])("fails with %s", (rule, path, content) => {
    const { code, out } = checked({ [path]: content });

    expect(code).not.toBe(0);
    expect(out).toContain(`error ${rule}: ${path}`);
  });
});

describe("a folder", () => {
  const folders = ["bench", "cli", "components", "policies", "providers", "sandbox", "tests"];
  const sources = globSync(
    folders.map((name) => `${name}/**/*.{ts,mjs,cjs,js,go}`),
    { cwd: root, exclude: ["**/node_modules/**"] },
  ).filter((path) => !path.endsWith(".test.ts"));

  test("has at most 15 source files", () => {
    const folders = sources.map(dirname);
    const crowded = [...new Set(folders)].filter(
      (name) => folders.filter((each) => each === name).length > 15,
    );

    expect(sources.length).toBeGreaterThan(700);
    expect(crowded).toEqual([]);
  });

  test("has no source file of a name that another one below components has", () => {
    const names = sources.filter((path) => path.startsWith("components/")).map((path) => basename(path));

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
