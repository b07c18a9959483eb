import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { SandboxError } from "../sandbox-error";
import type { ApiClient } from "./api-client";

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** An object that a sandbox has from its start. */
export type SandboxObject = z.infer<typeof objectSchema>;

/** Reads all objects of sandbox/objects. */
export function readObjects(root: string): readonly SandboxObject[] {
  const folder = join(root, "sandbox", "objects");
  return readdirSync(folder)
    .sort()
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")))
    .map((document) => objectSchema.parse(document.toJS()));
}

/** The names of the nodes that KWOK plays. */
export function nodeNames(objects: readonly SandboxObject[]): readonly string[] {
  return objects.filter(({ kind }) => kind === "Node").map(({ metadata }) => metadata.name);
}

/** The API path of an object: `/apis/storage.k8s.io/v1/storageclasses/standard`. */
export function pathOf({ apiVersion, kind, metadata: { name, namespace } }: SandboxObject): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = namespace === undefined ? group : `${group}/namespaces/${namespace}`;
  const plural = `${kind.toLowerCase()}${kind.endsWith("s") ? "es" : "s"}`;
  return `${place}/${plural}/${name}`;
}

/**
 * Creates the objects, or brings them back to what the repository says.
 * @throws SandboxError when the API server refuses one
 */
export async function applyObjects(
  client: ApiClient,
  port: number,
  objects: readonly SandboxObject[],
): Promise<void> {
  const answers = await Promise.all(
    objects.map(async (object) => {
      const path = `${pathOf(object)}?fieldManager=openops-sandbox&force=true`;
      return {
        object,
        answer: await client.send({ port, path, method: "PATCH", body: JSON.stringify(object) }),
      };
    }),
  );
  const refused = answers.find(({ answer }) => answer.status !== 200 && answer.status !== 201);
  if (refused !== undefined) {
    const { kind, metadata } = refused.object;
    throw new SandboxError(`The API server refused ${kind} ${metadata.name}: ${refused.answer.body}`);
  }
}
