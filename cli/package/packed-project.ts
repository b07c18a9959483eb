import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { readmeFile } from "../../components/resources/loaded-config";
import { clouds } from "../../providers/registry";
import { CommandError } from "../errors";
import { requiredPulumi } from "../official/official-pulumi";
import { compileLibrary } from "./compiled-library";
import {
  checkoutManifestSchema,
  libraryFolder,
  packageManifest,
  templateManifest,
  type CheckoutManifest,
} from "./package-manifest";
import { packagePage } from "./package-page";

/** What was packed. */
export interface PackedProject {
  /** The file that npm installs. */
  readonly file: string;
  /** The folder that `pulumi new` takes, with that file in it. */
  readonly template: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** The paths in the package. */
  readonly contents: readonly string[];
}

/** What is packed, and where to. */
export interface PackingRequest {
  readonly root: string;
  readonly output: string;
  /** @default that of the checkout */
  readonly version?: string;
}

const packedSchema = z
  .array(
    z.object({
      filename: z.string(),
      size: z.number(),
      unpackedSize: z.number(),
      files: z.array(z.object({ path: z.string() })),
    }),
  )
  .length(1);

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Lays out what the package has. */
function fillPackage(root: string, folder: string, checkout: CheckoutManifest): void {
  const imports = compileLibrary(root, join(folder, libraryFolder));
  const sdks = Object.values(clouds).map(({ sdk }) => sdk);
  const manifest = packageManifest({ checkout, imports, sdks, pulumi: requiredPulumi(root) });
  writeJson(join(folder, "package.json"), manifest);
  const page = readFileSync(join(root, "docs", "package.md"), "utf8");
  writeFileSync(join(folder, "README.md"), packagePage(page, checkout));
  ["LICENSE", "CHANGELOG.md"].forEach((name) => copyFileSync(join(root, name), join(folder, name)));
  // Editors complete stack files by it.
  cpSync(join(root, "schema"), join(folder, "schema"), { recursive: true });
}

function packFolder(folder: string, output: string) {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, stdout, stderr, error } = spawnSync(
    npm,
    ["pack", "--json", "--ignore-scripts", "--pack-destination", output],
    { cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) {
    throw new CommandError(`npm could not pack the package:\n${stderr || String(error)}`);
  }
  const [packed] = packedSchema.parse(JSON.parse(stdout));
  if (packed === undefined) {
    throw new Error("npm packed nothing");
  }
  return packed;
}

/** Writes the template as it is in the checkout, with what a checkout says once. */
function writeTemplate(root: string, file: string, checkout: CheckoutManifest): string {
  const packed = basename(file);
  const template = join(dirname(file), "template");
  rmSync(template, { recursive: true, force: true });
  cpSync(join(root, "template"), template, { recursive: true });
  copyFileSync(file, join(template, packed));
  [".node-version", readmeFile].forEach((name) => copyFileSync(join(root, name), join(template, name)));
  const manifest = join(template, "package.json");
  const own = z.record(z.string(), z.unknown()).parse(json(manifest));
  writeJson(manifest, templateManifest(own, { checkout, packed }));
  return template;
}

/** Refuses to replace a folder that no packing made: one with other files, or the template of the checkout itself. */
function refuseOthersFolder(template: string, packageName: string): void {
  if (!existsSync(template)) {
    return;
  }
  const isEarlier = readdirSync(template).some(
    (name) => name.startsWith(`${packageName}-`) && name.endsWith(".tgz"),
  );
  if (!isEarlier) {
    throw new CommandError(
      `${template} is there already and would be replaced, although it has no packed file of ${packageName}. ` +
        "Name another folder: npm run package -- --output FOLDER",
    );
  }
}

/**
 * Packs a checkout as an npm package, and beside it a template that brings it along.
 *
 * @throws CommandError where the folder has a `template` of somebody else
 */
export function packProject({ root, output, version }: PackingRequest): PackedProject {
  const read = checkoutManifestSchema.parse(json(join(root, "package.json")));
  const checkout = { ...read, version: version ?? read.version };
  refuseOthersFolder(join(output, "template"), checkout.name);
  const folder = mkdtempSync(join(tmpdir(), "openops-package-"));
  try {
    fillPackage(root, folder, checkout);
    mkdirSync(output, { recursive: true });
    const packed = packFolder(folder, output);
    const file = join(output, packed.filename);
    return {
      file,
      template: writeTemplate(root, file, checkout),
      packedBytes: packed.size,
      unpackedBytes: packed.unpackedSize,
      contents: packed.files.map(({ path }) => path),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
