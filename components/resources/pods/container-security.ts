import type { input } from "@pulumi/kubernetes/types";
import { nginxUser } from "../../config/pinned-images";
import type { RunAs } from "../../services/container-plan";

type SecurityContext = input.core.v1.SecurityContext;

/** The unprivileged users of images that no service has, by number; each has a group of the same number. */
export const imageUsers = {
  nginx: nginxUser,
  postgres: 999,
  redis: 999,
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

/** The security context of a service's container; root is within `baseline`, which the namespace enforces. */
export function securityContextOf(runAs: RunAs): SecurityContext {
  return "user" in runAs
    ? restricted(runAs.user, { readOnlyRoot: runAs.readOnlyRootFilesystem ?? false })
    : {
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"], add: [...runAs.capabilities] },
        seccompProfile: { type: "RuntimeDefault" },
      };
}

/** What the namespace refuses, and what it warns of and records. */
export const podSecurityLabels = {
  "pod-security.kubernetes.io/enforce": "baseline",
  "pod-security.kubernetes.io/warn": "restricted",
  "pod-security.kubernetes.io/audit": "restricted",
} as const;
