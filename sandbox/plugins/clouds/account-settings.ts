import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

import { SandboxError } from "../../errors";

const operations = ["create", "update", "delete", "look-up"] as const;

const faultSchema = z.strictObject({
  /** What it happens to: a Pulumi name, a type or function token, or the name or id in the cloud. */
  resource: z.string(),
  when: z.enum(operations).default("create"),
  /**
   * Refuse the request; take it and not finish it as long as this entry stands; or take it and find
   * afterwards that it failed.
   */
  does: z.enum(["fail", "stall", "break"]),
  /** What the cloud says when it refuses, or of what it failed at. */
  message: z.string().default("ServiceUnavailable: the simulated cloud was told to refuse this"),
});

const eksClusterSchema = z.strictObject({
  endpoint: z.url(),
  /** In base64, as EKS tells it. */
  certificateAuthority: z.base64(),
});

const settingsSchema = z.strictObject({
  /** How long a minute of the real cloud takes. @default 0.02 */
  secondsPerMinute: z.number().min(0).max(60).default(0.02),
  faults: z.array(faultSchema).default([]),
  /** API servers that stand for EKS clusters, by the clusters' names. */
  eksClusters: z.record(z.string(), eksClusterSchema).default({}),
});

export type AccountSettings = Readonly<z.output<typeof settingsSchema>>;
export type AccountFault = AccountSettings["faults"][number];
export type CloudOperation = (typeof operations)[number];

/**
 * The settings of the simulated accounts as they are now; they may change while something is waited for.
 *
 * @throws SandboxError naming the file and the faulty entry
 */
export function readSettings(path: string): AccountSettings {
  const content = existsSync(path) ? readFileSync(path, "utf8") : "{}";
  const parsed = settingsSchema.safeParse(jsonOf(content));
  if (parsed.success) {
    return parsed.data;
  }
  const faults = parsed.error.issues.map(({ path: place, message }) =>
    `${place.join(".")} ${message}`.trim(),
  );
  throw new SandboxError(
    `${path}: ${faults.join("; ")}. Fix it, or delete the file (docs/sandbox.md, "Simulated clouds").`,
  );
}

function jsonOf(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text);
    return content;
  } catch {
    // Reported by the schema, which does not take text.
    return text;
  }
}

/** The fault that an operation on a thing with any of these names is to have. */
export function faultFor(
  { faults }: AccountSettings,
  when: CloudOperation,
  names: readonly string[],
): AccountFault | undefined {
  return faults.find((fault) => fault.when === when && names.includes(fault.resource));
}
