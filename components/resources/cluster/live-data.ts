import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { ObjectReference } from "./kept-object";
import { decodedData } from "../../checks/cluster/existing-secret-faults";
import { namedKinds, type LiveData, type LiveSecret } from "../../checks/cluster/unknown-data-faults";
import type { ClusterAccess } from "../stores/store-access";

/** What was found in a namespace, or why nobody could look. */
export type Look = LiveData | { readonly reason: string };

/** Looks at a namespace. */
export type LookAtNamespace = (namespace: string, access: ClusterAccess) => Promise<Look>;

/** The `spec` of an object, that there is none, or why nobody could look. */
export type LiveSpec = { readonly spec: unknown } | { readonly reason: string } | undefined;

/** How a cluster is looked at before anything is declared. */
export interface LiveCluster {
  readonly look: LookAtNamespace;
  /** The `spec` of an object that others change all the time. */
  readonly specOf: (reference: ObjectReference, access: ClusterAccess) => Promise<LiveSpec>;
  /** Why the API server cannot be talked to; undefined where it can, or where nobody could ask. */
  readonly silence: (access: ClusterAccess) => Promise<string | undefined>;
}

const run = promisify(execFile);

const claimsSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
const objectsSchema = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
    }),
  ),
});
/** Secrets as `kubectl get secrets --output=json` prints them. */
export const secretListSchema = z.object({
  items: z.array(
    z.object({ metadata: z.object({ name: z.string() }), data: z.record(z.string(), z.string()).optional() }),
  ),
});

const objectSchema = z.object({ spec: z.unknown() });

/** Longer than a request may take: programs that sign in may hang. */
const timeoutMs = 30_000;

/** All Secrets of a namespace with their values; more is a sign of something else. */
const maximumBytes = 64 * 1024 * 1024;

/** Runs `kubectl get` several times at once, with the options that give access to a cluster. */
async function get<Result>(
  access: ClusterAccess,
  ask: (get: (...args: readonly string[]) => Promise<string>) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "openops-look-"));
  try {
    const options = [...accessOptions(access, folder), "--request-timeout=10s"];
    return await ask(async (...args) => {
      const command = ["get", ...args, ...options];
      const answer = run(access.kubectl ?? "kubectl", command, {
        maxBuffer: maximumBytes,
        timeout: timeoutMs,
      });
      // Where a kubeconfig has no credentials it asks for them, and would wait for ever.
      answer.child.stdin?.end();
      return (await answer).stdout;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lookByKubectl: LookAtNamespace = (namespace, access) =>
  get(access, async (kubectl) => {
    const list = (kind: string) => kubectl(kind, "--output=json", `--namespace=${namespace}`);
    const [claims, secrets, objects] = await Promise.all([
      list("persistentvolumeclaims"),
      list("secrets"),
      list(namedKinds.join(",")),
    ]);
    return {
      objects: objectsSchema
        .parse(JSON.parse(objects))
        .items.map(({ kind, metadata }) => ({ kind, ...metadata })),
      claims: claimsSchema.parse(JSON.parse(claims)).items.map(({ metadata }) => metadata.name),
      secrets: liveSecrets(secretListSchema.parse(JSON.parse(secrets))),
    };
  }).catch((error: unknown) => ({ reason: reasonOf(error) }));

const silenceByKubectl: LiveCluster["silence"] = (access) =>
  get(access, (kubectl) => kubectl("--raw=/version")).then(
    () => undefined,
    (error: unknown) => {
      const reason = reasonOf(error);
      // Who may not read its version is answered all the same.
      return reason === noKubectl || /\bforbidden\b/i.test(reason) ? undefined : reason;
    },
  );

const specByKubectl: LiveCluster["specOf"] = ({ kind, name, namespace }, access) =>
  get(access, (kubectl) =>
    kubectl(
      `${kind}/${name}`,
      "--output=json",
      ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ),
  ).then(
    (printed) => objectSchema.parse(JSON.parse(printed)),
    (error: unknown) => {
      const reason = reasonOf(error);
      return reason.includes("(NotFound)") ? undefined : { reason };
    },
  );

/**
 * Looks by kubectl, which signs in to a cluster in every way that people do. Not by the Kubernetes provider: it reads
 * single objects only, and a read of one that is not there ends the update.
 */
export const liveByKubectl: LiveCluster = {
  look: lookByKubectl,
  specOf: specByKubectl,
  silence: silenceByKubectl,
};

/** A kubeconfig may be given as a file or as its content, which must not be on a command line. */
function accessOptions({ kubeconfig, context }: ClusterAccess, folder: string): readonly string[] {
  const options = context === undefined ? [] : [`--context=${context}`];
  if (kubeconfig === undefined || existsSync(kubeconfig)) {
    return kubeconfig === undefined ? options : [`--kubeconfig=${kubeconfig}`, ...options];
  }
  const file = join(folder, "kubeconfig");
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  return [`--kubeconfig=${file}`, ...options];
}

/** The Secrets of a list with their values in clear: nothing of it may be printed. */
export function liveSecrets({ items }: z.output<typeof secretListSchema>): readonly LiveSecret[] {
  return items.map(({ metadata, data = {} }) => ({ name: metadata.name, values: decodedData(data) }));
}

const noKubectl = "there is no kubectl on the PATH";

/** What kubectl said, or why it did not start; never what it printed of objects. */
function reasonOf(error: unknown): string {
  if (typeof error !== "object" || error === null) {
    return String(error);
  }
  if ("code" in error && error.code === "ENOENT") {
    return noKubectl;
  }
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  // Before its conclusion it says several times what went wrong with each try.
  return said.split("\n").at(-1) || "kubectl did not answer as expected";
}

const unseen = { reason: "its provider comes from the program" };

/** A cluster whose provider somebody else made: nobody can say how kubectl gets there. */
export const unseenCluster: LiveCluster = {
  look: async () => unseen,
  specOf: async () => unseen,
  silence: async () => undefined,
};
