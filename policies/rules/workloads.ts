import { componentPath, containersOf, podSpecOf, servingKinds, type Container } from "../pods";
import {
  at,
  kubernetesKind,
  mapsIn,
  namesIn,
  type CheckedResource,
  type ResourceRule,
  type Value,
  type Violation,
} from "../rule";

/** Serving containers must say whether they are ready and whether they live. */
export const probes: ResourceRule = {
  kind: "resource",
  name: "probes",
  description: "Containers that serve have readiness and liveness probes.",
  severity: "medium",
  level: "mandatory",
  // It serves its own pod alone, whose other containers fail their probes without it.
  settings: { except: ["cache-proxy"] },
  check: (resource, settings) =>
    servingKinds.includes(kubernetesKind(resource) ?? "")
      ? about(resource, (container) => {
          const excepted = container.initial || namesIn(settings, "except").includes(container.name);
          const missing = ["readinessProbe", "livenessProbe"].filter(
            (probe) => container.spec[probe] === undefined,
          );
          return excepted || missing.length === 0 ? undefined : `has no ${missing.join(" and no ")}`;
        })
      : [],
};

/** What a container may use must be known, or it takes a whole node. */
export const resourceLimits: ResourceRule = {
  kind: "resource",
  name: "resource-limits",
  description: "Containers request CPU and memory, and have limits of both.",
  severity: "medium",
  level: "mandatory",
  check: (resource) =>
    about(resource, ({ spec }) => {
      const missing = ["requests", "limits"].flatMap((side) =>
        ["cpu", "memory"].flatMap((what) =>
          at(spec, "resources", side, what) === undefined ? [`${side}.${what}`] : [],
        ),
      );
      return missing.length === 0 ? undefined : `has no ${missing.join(", ")}`;
    }),
};

/** Containers run as an unprivileged user; those that cannot are listed. */
export const nonRoot: ResourceRule = {
  kind: "resource",
  name: "non-root",
  description: "Containers run as an unprivileged user, but for those that are listed in the setting except.",
  severity: "high",
  level: "mandatory",
  // Their images start as root and drop to other users themselves.
  settings: { except: ["app", "tables"] },
  check: (resource, settings) =>
    about(resource, ({ name, spec }) => {
      const own = at(spec, "securityContext", "runAsNonRoot");
      const runsAsNonRoot = own ?? at(podSpecOf(resource), "securityContext", "runAsNonRoot");
      return runsAsNonRoot === true || namesIn(settings, "except").includes(name)
        ? undefined
        : "may run as root: runAsNonRoot is not set";
    }),
};

/** No container may become more than it starts as. */
export const noEscalation: ResourceRule = {
  kind: "resource",
  name: "no-privilege-escalation",
  description:
    "Containers are not privileged, gain no privileges and drop all capabilities they do not name.",
  severity: "high",
  level: "mandatory",
  check: (resource) =>
    about(resource, ({ spec }) => {
      const context = spec.securityContext;
      const dropped = at(context, "capabilities", "drop");
      if (at(context, "privileged") === true) {
        return "is privileged";
      }
      return at(context, "allowPrivilegeEscalation") !== false
        ? "may gain privileges: allowPrivilegeEscalation is not false"
        : Array.isArray(dropped) && dropped.includes("ALL")
          ? undefined
          : "keeps capabilities: it does not drop ALL";
    }),
};

/** A pod that shares the node's namespaces or files can see other pods. */
export const noHostAccess: ResourceRule = {
  kind: "resource",
  name: "no-host-access",
  description: "Pods share no namespace and no files with their node.",
  severity: "critical",
  level: "mandatory",
  check: (resource) => {
    const spec = podSpecOf(resource);
    const shared = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => spec?.[field] === true);
    const paths = mapsIn(spec?.volumes).filter(({ hostPath }) => hostPath !== undefined);
    const ports = containersOf(resource).filter(({ spec: container }) =>
      mapsIn(container.ports).some(({ hostPort }) => hostPort !== undefined),
    );
    return [
      ...shared,
      ...paths.map(({ name }) => `hostPath of volume ${String(name)}`),
      ...ports.map(({ name }) => `hostPort of container ${name}`),
    ].map((what) => ({ message: `Its pods use ${what}.`, configPath: componentPath(resource) }));
  },
};

/** Connections must be encrypted to somebody who is known. */
export const verifiedTls: ResourceRule = {
  kind: "resource",
  name: "verified-tls",
  description: "No client is told to skip the check of a certificate.",
  severity: "high",
  level: "mandatory",
  check: (resource) =>
    containersOf(resource).flatMap(({ name, spec }) =>
      mapsIn(spec.env)
        .filter(({ name: variable, value }) => skipsCheck(String(variable), value))
        .map(({ name: variable }) => ({
          message: `The variable ${String(variable)} of container ${name} switches off the check of certificates.`,
          configPath: componentPath(resource),
        })),
    ),
};

/** Modes of libpq that encrypt, or may, without knowing to whom. */
const uncheckedModes: readonly string[] = ["allow", "prefer", "require"];

function skipsCheck(variable: string, value: Value): boolean {
  const text = String(value ?? "");
  return (
    (variable === "NODE_TLS_REJECT_UNAUTHORIZED" && text === "0") ||
    (variable === "PGSSLMODE" && uncheckedModes.includes(text)) ||
    /[?&]sslmode=(allow|prefer|require)\b|[?&]ssl_cert_reqs=none\b|[?&]rejectUnauthorized=false\b/.test(text)
  );
}

function about(
  resource: CheckedResource,
  complaint: (container: Container) => string | undefined,
): readonly Violation[] {
  return containersOf(resource).flatMap((container): readonly Violation[] => {
    const complained = complaint(container);
    return complained === undefined
      ? []
      : [{ message: `Container ${container.name} ${complained}.`, configPath: componentPath(resource) }];
  });
}
