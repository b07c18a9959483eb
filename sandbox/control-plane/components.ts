import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Daemon } from "../processes/daemon";
import { loopback } from "../processes/ports";
import type { Tools } from "../toolchain/tool-table";
import type { Layout } from "./layout";
import type { Ports } from "./listeners";
import { healthChecks, tracesOf, type ControlPlaneComponentName, type HealthCheck } from "./component-table";

/** A process of the control plane and how to ask whether it is well. */
export interface ControlPlaneComponent extends Daemon {
  readonly port: number;
  readonly health: HealthCheck;
}

/** What the components are made from. */
export interface ControlPlanePlan {
  readonly root: string;
  readonly tools: Tools;
  readonly layout: Layout;
  readonly ports: Ports;
  /** The file that says how the API server reaches nodes; by its own network where there is none. */
  readonly egress?: string;
}

interface Role {
  readonly name: ControlPlaneComponentName;
  readonly flags: Readonly<Record<string, string | number | true>>;
  readonly configFiles: readonly string[];
}

/** Renders flags as `--name=value`, in the order given. */
export function renderFlags(flags: Readonly<Record<string, string | number | true>>): readonly string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}

function component(plan: ControlPlanePlan, role: Role): ControlPlaneComponent {
  const { name, configFiles, flags } = role;
  const health = healthChecks[name];
  return {
    ...tracesOf(plan.layout, name),
    program: plan.tools[name],
    args: renderFlags(flags),
    environment: name === "kwok" ? { KWOK_WORKDIR: plan.layout.kwokData } : {},
    configFiles,
    workingFolder: plan.layout.folder,
    port: plan.ports[health.listener],
    health,
  };
}

function etcd(plan: ControlPlanePlan): ControlPlaneComponent {
  const { layout, ports } = plan;
  const client = `https://${loopback}:${ports.etcd}`;
  const peer = `https://${loopback}:${ports.etcdPeer}`;
  const [authority, certificate, key] = [
    layout.authority,
    layout.certificate("server"),
    layout.key("server"),
  ];
  const flags = {
    name: "sandbox",
    "data-dir": layout.etcdData,
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": `sandbox=${peer}`,
    "cert-file": certificate,
    "key-file": key,
    "client-cert-auth": true as const,
    "trusted-ca-file": authority,
    "peer-cert-file": certificate,
    "peer-key-file": key,
    "peer-client-cert-auth": true as const,
    "peer-trusted-ca-file": authority,
    "log-level": "warn",
    // A killed process loses nothing by this, only a machine that loses power; it halves the time of writes.
    "unsafe-no-fsync": true as const,
  };
  const configFiles = [authority, certificate, key];
  return component(plan, { name: "etcd", flags, configFiles });
}

function apiServer(plan: ControlPlanePlan): ControlPlaneComponent {
  const { layout, ports } = plan;
  const flags = {
    "bind-address": loopback,
    "advertise-address": loopback,
    "secure-port": ports.apiServer,
    "etcd-servers": `https://${loopback}:${ports.etcd}`,
    "etcd-cafile": layout.authority,
    "etcd-certfile": layout.certificate("etcd-client"),
    "etcd-keyfile": layout.key("etcd-client"),
    "client-ca-file": layout.authority,
    "tls-cert-file": layout.certificate("server"),
    "tls-private-key-file": layout.key("server"),
    "authorization-mode": "Node,RBAC",
    "enable-admission-plugins": "NodeRestriction",
    "allow-privileged": true as const,
    "service-cluster-ip-range": "10.96.0.0/16",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": layout.serviceAccountPublicKey,
    "service-account-signing-key-file": layout.serviceAccountKey,
    "encryption-provider-config": layout.encryption,
    "audit-policy-file": layout.auditPolicy,
    "audit-log-path": layout.auditLog,
    "audit-log-maxsize": 200,
    "audit-log-maxbackup": 2,
    // A loopback address is not allowed as an endpoint of the Service "kubernetes", and no pod would use it.
    "endpoint-reconciler-type": "none",
    "kubelet-certificate-authority": layout.authority,
    "kubelet-client-certificate": layout.certificate("kubelet-client"),
    "kubelet-client-key": layout.key("kubelet-client"),
    "kubelet-preferred-address-types": "InternalIP",
    profiling: "false",
    ...(plan.egress !== undefined && { "egress-selector-config-file": plan.egress }),
  };
  return component(plan, {
    name: "kube-apiserver",
    flags,
    configFiles: [
      ...[layout.authority, layout.encryption, layout.auditPolicy],
      ...(plan.egress === undefined ? [] : [plan.egress]),
    ],
  });
}

/** What controller-manager and scheduler have in common. */
function managerFlags(
  plan: ControlPlanePlan,
  name: ControlPlaneComponentName,
  port: number,
): Readonly<Record<string, string | number>> {
  const { layout } = plan;
  const kubeconfig = layout.kubeconfig(name);
  return {
    kubeconfig,
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "bind-address": loopback,
    "secure-port": port,
    "tls-cert-file": layout.certificate("server"),
    "tls-private-key-file": layout.key("server"),
    "leader-elect": "false",
    "kube-api-qps": 200,
    "kube-api-burst": 400,
    profiling: "false",
  };
}

function controllerManager(plan: ControlPlanePlan): ControlPlaneComponent {
  const { layout, ports } = plan;
  const name = "kube-controller-manager";
  const flags = {
    ...managerFlags(plan, name, ports.controllerManager),
    "root-ca-file": layout.authority,
    "service-account-private-key-file": layout.serviceAccountKey,
    "use-service-account-credentials": true as const,
  };
  const configFiles = [layout.kubeconfig(name)];
  return component(plan, { name, flags, configFiles });
}

function scheduler(plan: ControlPlanePlan): ControlPlaneComponent {
  const { layout, ports } = plan;
  const name = "kube-scheduler";
  const flags = managerFlags(plan, name, ports.scheduler);
  const configFiles = [layout.kubeconfig(name)];
  return component(plan, { name, flags, configFiles });
}

/** The rules KWOK plays by: the repository's stages, and the answer to `kubectl logs`. */
function stageFiles(plan: ControlPlanePlan): readonly string[] {
  const folder = join(plan.root, "sandbox", "stages");
  return [
    ...readdirSync(folder)
      .sort()
      .map((file) => join(folder, file)),
    plan.layout.podLogRule,
  ];
}

function kwok(plan: ControlPlanePlan): ControlPlaneComponent {
  const { layout, ports } = plan;
  const stages = stageFiles(plan);
  const flags = {
    kubeconfig: layout.kubeconfig("kwok"),
    config: stages.join(","),
    "manage-nodes-with-annotation-selector": "kwok.x-k8s.io/node=fake",
    "node-lease-duration-seconds": 40,
    "node-ip": loopback,
    "node-port": ports.kwok,
    "server-address": `${loopback}:${ports.kwok}`,
    "tls-cert-file": layout.certificate("server"),
    "tls-private-key-file": layout.key("server"),
    cidr: "10.244.0.0/16",
  };
  const configFiles = [layout.kubeconfig("kwok"), ...stages];
  return component(plan, { name: "kwok", flags, configFiles });
}

/** Every process of the control plane. */
export type ControlPlaneComponents = Readonly<
  Record<"etcd" | "apiServer" | "controllerManager" | "scheduler" | "kwok", ControlPlaneComponent>
>;

/** Derives how every process of the control plane is started. */
export function componentsOf(plan: ControlPlanePlan): ControlPlaneComponents {
  return {
    etcd: etcd(plan),
    apiServer: apiServer(plan),
    controllerManager: controllerManager(plan),
    scheduler: scheduler(plan),
    kwok: kwok(plan),
  };
}
