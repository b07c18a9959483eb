import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { requiredPulumi } from "../../cli/official/official-pulumi";
import { packProject, type PackedProject } from "../../cli/package/packed-project";
import { counted, PlainPulumi, printedInSuccess } from "./plain-pulumi";

const root = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "openops-package-test-"));
const project = join(folder, "project");
const mebibyte = 1024 * 1024;
const stack = ["--stack", "dev"];

let pulumi: PlainPulumi;
let packed: PackedProject;
let newer: PackedProject;

beforeAll(async () => {
  packed = packProject({ root, output: join(folder, "packed") });
  newer = packProject({ root, output: join(folder, "newer"), version: "9.0.0" });
  mkdirSync(project);
  const started = await PlainPulumi.start();
  // Packages of Pulumi would look for their plugins on the internet.
  pulumi = started.within(project).with({ npm_config_ignore_scripts: "true" });
  for (const name of ["kubernetes", "random", "tls"]) {
    await installPlugin(name);
  }
});

afterAll(async () => {
  await pulumi?.stop();
  rmSync(folder, { recursive: true });
});

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const { dependencies } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** Makes the plugin of a package one that is installed, as on a machine that has had it from the internet. */
async function installPlugin(name: string): Promise<void> {
  const release = dependencies[`@pulumi/${name}`] ?? "";
  const file = `"$(command -v pulumi-resource-${name})"`;
  printedInSuccess(await pulumi.obey(`pulumi plugin install resource ${name} ${release} --file ${file}`));
}

/** What the files below a folder take, without what is linked to. */
function bytesBelow(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function installed(scope: string): readonly string[] {
  return readdirSync(join(project, "node_modules", scope)).filter((name) => !name.startsWith("."));
}

describe("the package", () => {
  test("has the program, its types and the schema of stack files, and no code of sandbox, commands or tests", () => {
    const parts = packed.contents.map((path) => path.split("/").slice(0, 2).join("/"));

    expect([...new Set(parts)].sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "lib/components",
      "lib/policies",
      "lib/providers",
      "package.json",
      "schema/stack.schema.json",
    ]);
    expect(packed.contents.filter((path) => path.startsWith("lib/policies/"))).toEqual([
      "lib/policies/published-values.d.ts",
      "lib/policies/published-values.js",
    ]);
    expect(packed.contents.filter((path) => /\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  test("is smaller than 3 MB", () => {
    expect(packed.packedBytes).toBe(statSync(packed.file).size);
    expect(packed.packedBytes).toBeLessThan(3 * mebibyte);
    expect(packed.unpackedBytes).toBeLessThan(4 * mebibyte);
  });
});

describe("a project that has OpenOps as a package", () => {
  let created: number;

  // It fetches the plugins of all packages that are installed, and there are no others than these three.
  test("is made by pulumi new, and called as one likes", async () => {
    const answers = ["--name", "my-openops", "--description", "Ours", ...stack, "--yes"];
    printedInSuccess(await pulumi.run("new", packed.template, ...answers));

    expect(pulumi.read("Pulumi.yaml")).toMatch(/^name: my-openops\ndescription: Ours\n/);
    expect(pulumi.read("Pulumi.yaml")).not.toMatch(/^template:/m);
    expect(pulumi.read("package.json")).toContain('"name": "my-openops"');
    expect(pulumi.read("Pulumi.dev.yaml")).toContain("openops:preset: dev");
    expect(readdirSync(join(project, ".github", "workflows")).sort()).toEqual([
      "deploy.yaml",
      "preview.yaml",
    ]);
  });

  test("has installed no cloud, and takes less than 200 MB", () => {
    const bytes = bytesBelow(join(project, "node_modules"));
    process.stderr.write(
      `packed ${packed.packedBytes} bytes, installed ${Math.round(bytes / mebibyte)} MiB\n`,
    );

    expect(installed("@pulumi").slice().sort()).toEqual(["kubernetes", "pulumi", "random", "tls"]);
    expect(installed("openops-pulumi")).toContain("lib");
    expect(bytes).toBeLessThan(200 * mebibyte);
    // Less would mean that something was not installed.
    expect(bytes).toBeGreaterThan(60 * mebibyte);
  });

  test("declares no way around the checks of what it is given", () => {
    const declared = readFileSync(
      join(project, "node_modules", "openops-pulumi", "lib", "components", "openops.d.ts"),
      "utf8",
    );
    const functions = [...declared.matchAll(/^ {4}static (\w+)\(/gm)].map(([, name]) => name);

    expect(functions).toEqual(["fromConfig", "create"]);
  });

  test("needs the plugins of Kubernetes, random and tls alone", async () => {
    const printed = printedInSuccess(await pulumi.obey("pulumi plugin ls --project --json 2>/dev/null"));
    const plugins = z.array(z.object({ name: z.string(), kind: z.string() })).parse(JSON.parse(printed));

    expect(
      plugins
        .filter(({ kind }) => kind === "resource")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["kubernetes", "random", "tls"]);
  });

  test("brings up dev as a checkout does", async () => {
    created = counted(await pulumi.succeed("up", "--yes", "--skip-preview", ...stack), "created");

    expect(created).toBeGreaterThan(60);
    expect(counted(await pulumi.succeed("preview", "--expect-no-changes", ...stack), "unchanged")).toBe(
      created,
    );
  });

  test("is configured by keys that begin with openops:, whatever it is called", async () => {
    printedInSuccess(await pulumi.obey("pulumi stack init eu && pulumi config set openops:preset prod"));
    expect(pulumi.read("Pulumi.eu.yaml")).toContain("openops:preset: prod");

    const { code, printed } = await pulumi.operate("preview", "--stack", "eu");
    expect(code).not.toBe(0);
    expect(printed).toContain("The configuration of stack eu has");
    expect(printed).toContain("openops:publicUrl: expected");
  });

  test("says what to install for a cloud that a stack uses", async () => {
    const network = { subnetIds: ["subnet-1", "subnet-2"], clientSecurityGroupIds: ["sg-1"] };
    writeFileSync(
      join(project, "Pulumi.cloud.yaml"),
      JSON.stringify({
        config: {
          "openops:preset": "dev",
          "openops:clouds": { aws: { region: "eu-west-1", network } },
          "openops:database": { kind: "aws" },
        },
      }),
    );
    await pulumi.run("stack", "init", "cloud");

    const { code, printed } = await pulumi.operate("preview", "--stack", "cloud");
    expect(code).not.toBe(0);
    expect(printed).toMatch(
      /openops:clouds\.aws: expected the package @pulumi\/aws, got none: .* \(npm install @pulumi\/aws@\d+\.\d+\.\d+\)/,
    );
    expect(printed).not.toContain("Cannot find module");
  });

  const consumer = [
    'import * as pulumi from "@pulumi/pulumi";',
    'import { OpenOps, type OpenOpsArgs } from "openops-pulumi";',
    'const args: OpenOpsArgs = { preset: "dev", version: "0.6.25" };',
    "// @ts-expect-error there is no such preset, and the types know it",
    'const wrong: OpenOpsArgs = { preset: "nothing" };',
    'const host = pulumi.output("db.example.com");',
    'const later: OpenOpsArgs = { database: { kind: "external", host, addresses: ["10.0.0.0/8"] } };',
    "// @ts-expect-error what is planned depends on it",
    'const unplanned: OpenOpsArgs = { publicUrl: pulumi.output("https://openops.example.com") };',
    'export = async () => ({ url: (await OpenOps.create("openops", { ...args, ...wrong, ...later, ...unplanned })).outputs.url });',
    "",
  ];

  test.each([
    { resolution: "node10", options: { module: "commonjs", ignoreDeprecations: "6.0" } },
    { resolution: "nodenext", options: { module: "nodenext" } },
  ])(
    "compiles with moduleResolution $resolution, the types of libraries checked",
    ({ resolution, options }) => {
      writeFileSync(join(project, "consumer.ts"), consumer.join("\n"));
      const tsconfig = join(project, `tsconfig.${resolution}.json`);
      const compilerOptions = {
        ...options,
        moduleResolution: resolution,
        skipLibCheck: false,
        noCheck: false,
      };
      writeFileSync(
        tsconfig,
        JSON.stringify({ extends: "./tsconfig.json", compilerOptions, files: ["index.ts", "consumer.ts"] }),
      );
      const compiler = join(project, "node_modules", "typescript", "bin", "tsc");
      const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", tsconfig], {
        encoding: "utf8",
      });

      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    },
  );

  test("checks the types of its own program", async () => {
    printedInSuccess(await pulumi.obey("npm run check"));
    const program = pulumi.read("index.ts");
    pulumi.rewrite("index.ts", (text) => text.replace('"openops")', "7)"));

    const { code, printed } = await pulumi.obey("npm run check");
    expect(code).not.toBe(0);
    expect(printed).toContain("Argument of type 'number' is not assignable to parameter of type 'string'");
    pulumi.rewrite("index.ts", () => program);
  });

  test("has nothing to do after it is upgraded to another version", async () => {
    writeFileSync(join(project, basename(newer.file)), readFileSync(newer.file));
    printedInSuccess(await pulumi.obey(`npm install ./${basename(newer.file)}`));

    expect(pulumi.read("package.json")).toContain('"openops-pulumi": "file:openops-pulumi-9.0.0.tgz"');
    expect(pulumi.read("node_modules/openops-pulumi/package.json")).toContain('"version": "9.0.0"');
    const change = ["up", "--yes", "--skip-preview", "--expect-no-changes", ...stack];
    expect(counted(await pulumi.succeed(...change), "unchanged")).toBe(created);
  });

  test("has nothing to do with the oldest SDK of Pulumi that the package takes", async () => {
    const oldest = requiredPulumi(root).replace(">=", "");
    // It takes no newer TypeScript.
    printedInSuccess(await pulumi.obey(`npm install @pulumi/pulumi@${oldest} typescript@5.9.3`));

    expect(pulumi.read("node_modules/@pulumi/pulumi/package.json")).toContain(`"version": "${oldest}"`);
    const printed = await pulumi.succeed("preview", "--expect-no-changes", ...stack);
    expect(counted(printed, "unchanged")).toBe(created);
  });
});
