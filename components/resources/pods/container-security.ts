import type { input } from "@pulumi/kubernetes/types";

type SecurityContext = input.core.v1.SecurityContext;

interface PrivilegeException {
  readonly capabilities: readonly string[];
  readonly reason: string;
}

const rootWithFewCapabilities = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "KILL",
  "NET_BIND_SERVICE",
  "SETGID",
  "SETUID",
] as const;

/**
 * The containers that do not meet the Pod Security level `restricted`, and why; all others do.
 * Everything here is within `baseline`, which the namespace enforces.
 */
export const privilegeExceptions = {
  app: {
    capabilities: rootWithFewCapabilities,
    reason: "its entrypoint writes nginx' configuration as root and binds port 80",
  },
  tables: {
    capabilities: rootWithFewCapabilities,
    reason: "its supervisor runs as root, binds port 80 and starts children as other users",
  },
} as const satisfies Readonly<Record<string, PrivilegeException>>;

/** The unprivileged users of the images, by number; each has a group of the same number. */
export const imageUsers = {
  nginx: 101,
  postgres: 999,
  redis: 999,
  engine: 1000,
  worker: 1000,
  analytics: 1000,
  // What the supervisor of tables starts its children as; it owns their files.
  tables: 9999,
} as const;

/** A user that owns nothing, for containers that need none in particular. */
export const nobody = 65534;

/** The security context of a container that runs as one unprivileged user. */
export function restricted(user: number, options: { readonly readOnlyRoot: boolean }): SecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: options.readOnlyRoot,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** The security context of a container that is listed among the exceptions. */
export function excepted(name: keyof typeof privilegeExceptions): SecurityContext {
  return {
    runAsUser: 0,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"], add: [...privilegeExceptions[name].capabilities] },
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** What the namespace refuses, and what it warns of and records. */
export const podSecurityLabels = {
  "pod-security.kubernetes.io/enforce": "baseline",
  "pod-security.kubernetes.io/warn": "restricted",
  "pod-security.kubernetes.io/audit": "restricted",
} as const;
