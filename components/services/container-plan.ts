import type { AccessMode, ClaimStorage } from "../config/fields/workload-fields";

/** How kubelet asks a container how it is; exactly one of the three. */
export type ProbeHandler =
  | { readonly httpGet: { readonly path: string; readonly port: number } }
  | { readonly tcpSocket: { readonly port: number } }
  | { readonly exec: { readonly command: readonly string[] } };

/** A probe, in Kubernetes' own fields. */
export type ProbePlan = ProbeHandler & {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
};

/** A folder of a container that is not its image's own. */
export type VolumePlan =
  | {
      readonly kind: "empty";
      readonly name: string;
      readonly mountPath: string;
      readonly medium?: "Memory";
      readonly sizeLimit?: string;
    }
  | {
      readonly kind: "claim";
      readonly name: string;
      readonly mountPath: string;
      readonly storage: ClaimStorage & { readonly claimName: string; readonly accessMode: AccessMode };
    }
  /** Files that the declaration brings; others make new pods. */
  | {
      readonly kind: "files";
      readonly name: string;
      readonly mountPath: string;
      readonly files: Readonly<Record<string, string>>;
    }
  /** One file that the declaration brings, beside those that the image has in its folder. */
  | { readonly kind: "file"; readonly name: string; readonly path: string; readonly content: string }
  /** A claim that is there already. */
  | {
      readonly kind: "existing-claim";
      readonly name: string;
      readonly mountPath: string;
      readonly claimName: string;
    }
  /** What says by a file which identity of a cloud the pods have, below the home folder; nothing where there is none. */
  | { readonly kind: "identity"; readonly name: string; readonly home: string };

/** What is particular to the container of a service; the rest follows from its declaration. */
export interface ContainerPlan {
  readonly command?: readonly string[];
  readonly startupProbe?: ProbePlan;
  readonly readinessProbe: ProbePlan;
  readonly livenessProbe: ProbePlan;
  /** What runs in the container before it gets the order to stop. */
  readonly preStop?: readonly string[];
  /** Seconds between the order to stop and the kill. Default: a minute. */
  readonly terminationGracePeriodSeconds?: number;
  /** Group that owns the pod's volumes. */
  readonly fsGroup?: number;
  readonly volumes?: readonly VolumePlan[];
}

/** A container that runs as root, within the Pod Security level `baseline`, and why. */
export interface PrivilegeException {
  readonly capabilities: readonly string[];
  readonly reason: string;
}

/** As whom a service's container runs: one unprivileged user, or root with a reason. */
export type RunAs =
  | {
      readonly user: number;
      /** Default: no, since its program writes beside its own files. */
      readonly readOnlyRootFilesystem?: boolean;
    }
  | PrivilegeException;

/** What a container needs that starts as root and gives its work to other users. */
export const rootWithFewCapabilities = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "KILL",
  "NET_BIND_SERVICE",
  "SETGID",
  "SETUID",
] as const;

/** Asks an HTTP path for a success status. */
export function httpGet(path: string, port: number): ProbeHandler {
  return { httpGet: { path, port } };
}

/** Opens a connection. */
export function tcpSocket(port: number): ProbeHandler {
  return { tcpSocket: { port } };
}

/** Runs a command in the container. */
export function exec(...command: readonly string[]): ProbeHandler {
  return { exec: { command } };
}
