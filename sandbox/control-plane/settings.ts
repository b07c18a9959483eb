import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { stringify } from "yaml";
import { writeChanged, writeAtomically } from "../atomic-write";
import type { Layout } from "./layout";

/** Secrets are stored encrypted, with a key of this cluster alone. */
function encryptionConfiguration(): string {
  const key = { name: "sandbox", secret: randomBytes(32).toString("base64") };
  return stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [{ resources: ["secrets"], providers: [{ secretbox: { keys: [key] } }] }],
  });
}

/**
 * Every request is recorded once, when it is over: user, user agent, verb and URL (which shows dryRun).
 * Level Metadata never holds a body, so no Secret's content can reach the log.
 */
export const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived", "ResponseStarted"],
  omitManagedFields: true,
  rules: [{ level: "Metadata" }],
} as const;

/** What `kubectl logs` shows of every pod, in the log format of container runtimes. */
const podLog =
  "2026-01-01T00:00:00Z stdout F This is a rehearsal: pods are played and do not run, so they log nothing.\n";

function podLogRule(layout: Layout): string {
  return stringify({
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "ClusterLogs",
    metadata: { name: "pods-do-not-run" },
    spec: { logs: [{ logsFile: layout.podLog, previousLogsFile: layout.podLog }] },
  });
}

/** Writes the files the components are configured by; the encryption key is made once and kept. */
export function writeSettings(layout: Layout): void {
  if (!existsSync(layout.encryption)) {
    writeAtomically(layout.encryption, encryptionConfiguration());
  }
  writeChanged(layout.auditPolicy, stringify(auditPolicy));
  writeChanged(layout.podLog, podLog);
  writeChanged(layout.podLogRule, podLogRule(layout));
  [dirname(layout.auditLog), layout.etcdData, layout.kwokData].forEach((folder) =>
    mkdirSync(folder, { recursive: true, mode: 0o700 }),
  );
}
