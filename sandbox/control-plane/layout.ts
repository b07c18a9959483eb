import { join } from "node:path";

/** Where each thing lies inside a cluster's state folder. */
export function layoutOf(folder: string) {
  const pki = join(folder, "pki");
  return {
    folder,
    pki,
    authority: join(pki, "ca.crt"),
    serviceAccountKey: join(pki, "service-account.key"),
    serviceAccountPublicKey: join(pki, "service-account.pub"),
    certificate: (identity: string) => join(pki, `${identity}.crt`),
    key: (identity: string) => join(pki, `${identity}.key`),
    kubeconfig: (identity: string) => join(folder, "kubeconfig", `${identity}.yaml`),
    encryption: join(folder, "encryption.yaml"),
    auditPolicy: join(folder, "audit-policy.yaml"),
    auditLog: join(folder, "audit", "audit.log"),
    podLog: join(folder, "pod.log"),
    podLogRule: join(folder, "pod-log.yaml"),
    egress: join(folder, "egress.yaml"),
    /** Which kind of nodes the cluster has. */
    nodes: join(folder, "nodes.json"),
    ports: join(folder, "ports.json"),
    etcdData: join(folder, "etcd"),
    kwokData: join(folder, "kwok"),
    log: (component: string) => join(folder, "logs", `${component}.log`),
    pid: (component: string) => join(folder, "run", `${component}.pid`),
    ready: join(folder, "run", "ready"),
    /** Beside the folder, because a reset deletes the folder while it holds the lock. */
    lock: `${folder}.lock`,
  } as const;
}

export type Layout = ReturnType<typeof layoutOf>;
