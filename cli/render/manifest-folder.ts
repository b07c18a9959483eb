import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { RenderedObject } from "./rendered-objects";

const kustomizationFile = "kustomization.yaml";
const kustomizationSchema = z.looseObject({ resources: z.array(z.string()).default([]) });

/**
 * Kubernetes reads YAML 1.1, in which an unquoted yes is a boolean, and folds lines otherwise than YAML 1.2
 * does, so no line is folded.
 */
export function toYaml({ content }: Pick<RenderedObject, "content">): string {
  return stringify(content, { version: "1.1", lineWidth: 0, blockQuote: "literal" });
}

/**
 * Writes one file for each object and a kustomization.yaml that lists them in the order of installation.
 * What an earlier rendering left there and is no longer part of the stack is deleted; other files stay.
 */
export function writeManifests(folder: string, objects: readonly RenderedObject[]): void {
  mkdirSync(folder, { recursive: true });
  const names = objects.map(fileName);
  earlierFiles(folder)
    .filter((name) => !names.includes(name))
    .forEach((name) => rmSync(join(folder, name), { force: true }));
  objects.forEach((object) => writeFileSync(join(folder, fileName(object)), toYaml(object)));
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: names,
  };
  writeFileSync(join(folder, kustomizationFile), stringify(kustomization));
}

/** The namespace sorts first, for tools that apply files by name. */
function fileName({ kind, name }: RenderedObject): string {
  return `${kind === "Namespace" ? "00-" : ""}${kind.toLowerCase()}-${name}.yaml`;
}

function earlierFiles(folder: string): readonly string[] {
  const path = join(folder, kustomizationFile);
  const parsed = kustomizationSchema.safeParse(existsSync(path) ? parse(readFileSync(path, "utf8")) : {});
  // Only files of this folder: a kustomization may name others.
  return parsed.success ? parsed.data.resources.filter((name) => /^[\w.-]+\.yaml$/.test(name)) : [];
}
