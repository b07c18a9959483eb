import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { until } from "../processes/until";
import { SandboxError } from "../errors";
import type { Answer, Administrator } from "./administrator";

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

type Sender = Pick<Administrator, "send">;

/** An API server whose etcd was just started again calls itself ready before it answers. */
const answerTimeoutSeconds = 60;

/**
 * Creates the objects, or brings them back to what the repository says.
 * @throws SandboxError when the API server refuses one, or answers for none in a minute
 */
export async function applyObjects(
  client: Sender,
  port: number,
  objects: readonly SandboxObject[],
): Promise<void> {
  const answers = await Promise.all(
    objects.map(async (object) => ({ object, answer: await applied(client, port, object) })),
  );
  const failed = answers.find(({ answer }) => answer.status !== 200 && answer.status !== 201);
  if (failed !== undefined) {
    const { object, answer } = failed;
    const verb = isAnswered(answer) ? "refused" : `has not taken in ${answerTimeoutSeconds} s the`;
    throw new SandboxError(
      `The API server ${verb} ${object.kind} ${object.metadata.name}: ${answer.body.trim()}${wayOut(answer)}`,
    );
  }
}

/** A field that may not change is another one than before only where an older sandbox made the object. */
function wayOut({ status }: Answer): string {
  const unprocessable = 422;
  return status === unprocessable
    ? "\nAn older sandbox made this cluster: reset it, which deletes its state, and start it again."
    : "";
}

/** Applies an object, again while the API server is not able to; what it refuses stays refused. */
async function applied(client: Sender, port: number, object: SandboxObject): Promise<Answer> {
  const query = { fieldManager: "sandbox", force: "true" };
  const last: { answer: Answer } = { answer: { status: 0, body: "" } };
  await until(answerTimeoutSeconds, async () => {
    last.answer = await client.send({ port, path: pathOf(object), query, method: "PATCH", body: object });
    return isAnswered(last.answer) ? true : undefined;
  });
  return last.answer;
}

/** Whether the API server has decided: it reached its store, and the object's namespace is there. */
function isAnswered(answer: Answer): boolean {
  return answer.status > 0 && answer.status < 500 && !lacksNamespace(answer);
}

/** Whether the namespace is missing: its own object is on its way, or the API server makes it after its start. */
function lacksNamespace({ status, body }: Answer): boolean {
  return status === 404 && /namespaces \\?"[^"]+" not found/.test(body);
}
