import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loopback } from "../processes/ports";
import { addresses, policyEnforcer, realNodeName } from "../node/addresses";
import { writeChanged } from "../atomic-write";
import type { Subject } from "./certificates";
import type { Layout } from "./layout";

/** The user the Pulumi programs act as; bound to cluster-admin in objects/rights.yaml. */
export const deployerUser = "sandbox-deployer";

/** Everyone who talks to the API server with a certificate, by the name of the kubeconfig file. */
const users: Readonly<Record<string, Subject>> = {
  admin: { commonName: "sandbox-admin", organisations: ["system:masters"] },
  deployer: { commonName: deployerUser },
  "kube-controller-manager": { commonName: "system:kube-controller-manager" },
  "kube-scheduler": { commonName: "system:kube-scheduler" },
  kwok: { commonName: "sandbox-kwok" },
  kubelet: { commonName: `system:node:${realNodeName}`, organisations: ["system:nodes"] },
  "kube-proxy": { commonName: "system:kube-proxy" },
  "network-policies": { commonName: policyEnforcer },
};

/** What the servers present; one certificate, because all belong to one sandbox. */
const serverHosts = [
  ...[loopback, "localhost", addresses.node, addresses.kubernetesService],
  ...["kubernetes", "kubernetes.default", "kubernetes.default.svc"],
];

/** Whether every identity has been made; an older program made fewer of them. */
function isComplete(layout: Layout): boolean {
  return Object.keys(users).every((name) => existsSync(layout.key(name)));
}

/**
 * Makes the cluster's certificates and keys where there are none. The folder appears as a whole by renaming,
 * so that a killed start leaves either all of them or none.
 */
export async function ensureIdentities(layout: Layout): Promise<void> {
  if (isComplete(layout)) {
    return;
  }
  // Loaded here, because every start but the first finds them made.
  const { createAuthority, newKeys, privatePem } = await import("./certificates");
  rmSync(layout.pki, { recursive: true, force: true });
  const draft = `${layout.pki}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const write = (name: string, content: string): void =>
    writeFileSync(join(draft, name), content, { mode: 0o600 });
  const authority = createAuthority("sandbox");
  write("ca.crt", authority.certificate);
  const issue = (name: string, subject: Subject, hosts: readonly string[] = []): void => {
    const pair = authority.issue(subject, hosts);
    write(`${name}.crt`, pair.certificate);
    write(`${name}.key`, pair.key);
  };
  Object.entries(users).forEach(([name, subject]) => issue(name, subject));
  issue("server", { commonName: "sandbox" }, serverHosts);
  issue("etcd-client", { commonName: "kube-apiserver" });
  issue("kubelet-client", { commonName: "sandbox-kubelet-client" });
  const serviceAccount = newKeys();
  write("service-account.key", privatePem(serviceAccount.privateKey));
  write("service-account.pub", serviceAccount.publicKey.export({ type: "spki", format: "pem" }).toString());
  renameSync(draft, layout.pki);
}

function kubeconfig(server: string, user: string, files: readonly string[]): string {
  const [authority, certificate, key] = files;
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "sandbox", cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name: user, user: { "client-certificate-data": certificate, "client-key-data": key } }],
    contexts: [{ name: "sandbox", context: { cluster: "sandbox", user } }],
    "current-context": "sandbox",
  });
}

/** A user's kubeconfig file for a server address, complete in itself. */
export function kubeconfigFor(layout: Layout, name: string, server: string): string {
  const base64 = (path: string): string => readFileSync(path, "base64");
  const files = [layout.authority, layout.certificate(name), layout.key(name)].map(base64);
  return kubeconfig(server, users[name]?.commonName ?? name, files);
}

/** Writes one kubeconfig file per user for this server address. */
export function writeKubeconfigs(layout: Layout, server: string): void {
  Object.keys(users).forEach((name) => {
    writeChanged(layout.kubeconfig(name), kubeconfigFor(layout, name, server));
  });
}
