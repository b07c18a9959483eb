import { spawn } from "node:child_process";
import { z } from "zod";
import { isRawMap, type RawMap } from "../../components/config/layers";
import { CommandError } from "../errors";
import type { LiveObject } from "./comparison";
import type { WantedObject } from "./wanted-objects";

/** How kubectl reaches a cluster. */
export interface KubectlAccess {
  readonly program: string;
  /** For instance `--kubeconfig=FILE` or `--context=NAME`. */
  readonly args: readonly string[];
}

const listSchema = z.looseObject({ items: z.array(z.unknown()) });

/**
 * Reads the live form of objects, each undefined where it is missing. Reads only.
 *
 * @throws CommandError when the cluster does not answer
 */
export async function liveObjects(
  access: KubectlAccess,
  wanted: readonly WantedObject[],
): Promise<readonly LiveObject[]> {
  const asked = wanted.map(({ apiVersion, kind, name, namespace }) => ({
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  }));
  const manifest = JSON.stringify({ apiVersion: "v1", kind: "List", items: asked });
  const options = ["get", "--filename=-", "--output=json", "--ignore-not-found", "--show-managed-fields"];
  const text = await runKubectl(access, options, manifest);
  const found: unknown = text.trim() === "" ? { items: [] } : JSON.parse(text);
  // A single object comes as it is, without a list around it.
  const list = listSchema.safeParse(found);
  const items = (list.success ? list.data.items : [found]).filter(isRawMap);
  return wanted.map(({ kind, name, namespace }) =>
    items.find(
      (item) =>
        item.kind === kind &&
        isRawMap(item.metadata) &&
        item.metadata.name === name &&
        (namespace === undefined || item.metadata.namespace === namespace),
    ),
  );
}

/**
 * Reads every object of some kinds in a namespace.
 *
 * @throws CommandError when the cluster does not answer
 */
export async function readNamespace(
  access: KubectlAccess,
  { kinds, namespace }: { readonly kinds: readonly string[]; readonly namespace: string },
): Promise<readonly RawMap[]> {
  const options = ["get", kinds.join(","), `--namespace=${namespace}`, "--output=json"];
  const list = listSchema.parse(JSON.parse(await runKubectl(access, options, "")));
  return list.items.filter(isRawMap);
}

/**
 * Runs kubectl to its end.
 *
 * @returns what it printed
 * @throws CommandError with what it said, when it fails
 */
export function runKubectl(
  { program, args: reach }: KubectlAccess,
  args: readonly string[],
  input: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...reach, ...args], { stdio: ["pipe", "pipe", "pipe"], env: process.env });
    const output = { out: "", errors: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (output.errors += chunk.toString("utf8")));
    child.once("error", () =>
      reject(new CommandError(`${program} does not start; install kubectl, then run the command again.`)),
    );
    child.once("close", (code) =>
      code === 0
        ? resolve(output.out)
        : reject(new CommandError(`The cluster refused that:\n${output.errors.trim()}`)),
    );
    // A program that ends early closes its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
