import { mkdtempSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { runProgram } from "../../processes/run-program";

/** What a container of an image runs as. */
export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingFolder?: string;
  /** What a container is asked to end by. @default SIGTERM */
  readonly stopSignal?: string;
}

/** An image in the making: files on top of nothing, or of another image. */
export interface ImageRecipe {
  /** The full reference, registry included: `docker.io/library/nginx:1.30.7`. */
  readonly reference: string;
  /** The reference of an earlier image of the same archive. */
  readonly base?: string;
  /** Files and folders of this machine by the path the image has them at. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths of the base that this image does not have. */
  readonly without?: readonly string[];
  readonly config: ImageConfig;
}

/** The arguments of `umoci config` that set a configuration. */
export function configArguments(config: ImageConfig): readonly string[] {
  const { entrypoint = [], command = [], environment = {}, user, workingFolder, stopSignal } = config;
  return [
    ...entrypoint.flatMap((word) => ["--config.entrypoint", word]),
    ...command.flatMap((word) => ["--config.cmd", word]),
    ...Object.entries(environment).flatMap(([name, value]) => ["--config.env", `${name}=${value}`]),
    ...(user === undefined ? [] : ["--config.user", user]),
    ...(workingFolder === undefined ? [] : ["--config.workingdir", workingFolder]),
    ...(stopSignal === undefined ? [] : ["--config.stopsignal", stopSignal]),
  ];
}

async function addImage(umoci: string, layout: string, recipe: ImageRecipe): Promise<void> {
  const { reference, base, files, without = [], config } = recipe;
  const image = `${layout}:${reference}`;
  const run = (...args: readonly string[]): Promise<string> =>
    runProgram(umoci, args, `The image ${reference} could not be made`);
  await (base === undefined
    ? run("new", "--image", image)
    : run("tag", "--image", `${layout}:${base}`, reference));
  for (const path of without) {
    await run("insert", "--image", image, "--whiteout", path);
  }
  for (const [path, source] of Object.entries(files)) {
    await run("insert", "--image", image, "--compress", "none", source, path);
  }
  await run("config", "--image", image, ...configArguments(config));
}

export interface ArchiveOptions {
  /** The program that makes images. */
  readonly umoci: string;
  /** The archive's path; it appears as a whole. */
  readonly archive: string;
  readonly images: readonly ImageRecipe[];
}

/**
 * Makes images without a registry and writes them into one archive.
 * @throws SandboxError naming the image that could not be made
 */
export async function writeArchive({ umoci, archive, images }: ArchiveOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-images-"));
  const layout = join(folder, "layout");
  const draft = `${archive}.${process.pid}`;
  try {
    await runProgram(umoci, ["init", "--layout", layout], "No folder for images could be made");
    for (const recipe of images) {
      await addImage(umoci, layout, recipe);
    }
    mkdirSync(dirname(archive), { recursive: true });
    await runProgram("tar", ["-C", layout, "-cf", draft, "."], `${basename(archive)} could not be written`);
    renameSync(draft, archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(draft, { force: true });
  }
}
