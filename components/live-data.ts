import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { LiveData, LiveSecret } from "./model/unknown-data";
import { decodedData } from "./secret-data";
import type { ClusterAccess } from "./store-access";

/** What was found in a namespace, or why nobody could look. */
export type Look = LiveData | { readonly reason: string };

/** Looks at a namespace. */
export type LookAtNamespace = (namespace: string, access: ClusterAccess) => Promise<Look>;

const run = promisify(execFile);

const claimsSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
/** Secrets as `kubectl get secrets --output=json` prints them. */
export const secretListSchema = z.object({
  items: z.array(
    z.object({ metadata: z.object({ name: z.string() }), data: z.record(z.string(), z.string()).optional() }),
  ),
});

/** All Secrets of a namespace with their values; more is a sign of something else. */
const maximumBytes = 64 * 1024 * 1024;

/**
 * Looks at a namespace by kubectl, which signs in to a cluster in every way that people do. Not by the Kubernetes
 * provider: it reads single objects only, and a read of one that is not there ends the update.
 */
export const lookByKubectl: LookAtNamespace = async (namespace, access) => {
  const folder = mkdtempSync(join(tmpdir(), "openops-look-"));
  try {
    const options = [...accessOptions(access, folder), `--namespace=${namespace}`, "--request-timeout=10s"];
    const list = async <Schema extends z.ZodType>(kind: string, schema: Schema) => {
      const { stdout } = await run(access.kubectl ?? "kubectl", ["get", kind, "--output=json", ...options], {
        maxBuffer: maximumBytes,
      });
      return schema.parse(JSON.parse(stdout));
    };
    const [claims, secrets] = await Promise.all([
      list("persistentvolumeclaims", claimsSchema),
      list("secrets", secretListSchema),
    ]);
    return {
      claims: claims.items.map(({ metadata }) => metadata.name),
      secrets: liveSecrets(secrets),
    };
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    rmSync(folder, { recursive: true });
  }
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

/** What kubectl said, or why it did not start; never what it printed of objects. */
function reasonOf(error: unknown): string {
  if (typeof error !== "object" || error === null) {
    return String(error);
  }
  if ("code" in error && error.code === "ENOENT") {
    return "there is no kubectl on the PATH";
  }
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  return said.split("\n")[0] || "kubectl did not answer as expected";
}
