import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { ProgramCluster } from "./programs/program-cluster";

/** Where identities are kept, away from what they may change. */
const home = "deployers";

/** Who may do something with whose rights: everywhere, or in one namespace. */
export interface Grant {
  readonly role: string;
  readonly namespace?: string;
}

const clustersSchema = z.object({ clusters: z.array(z.unknown()) });

/** Somebody who may do in a cluster what roles let them, and nothing else. */
export class Identity {
  readonly user: string;

  private constructor(
    name: string,
    /** A file that is complete in itself. */
    readonly kubeconfig: string,
  ) {
    this.user = `system:serviceaccount:${home}:${name}`;
  }

  /** Makes an identity; roles and namespaces exist already. */
  static async make(cluster: ProgramCluster, name: string, grants: readonly Grant[]): Promise<Identity> {
    await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: home } });
    await cluster.apply({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace: home },
    });
    for (const grant of grants) {
      await cluster.apply(binding(name, grant));
    }
    const { ok, output } = await cluster.kubectl(["create", "token", name, "-n", home, "--duration=2h"]);
    if (!ok) {
      throw new Error(output);
    }
    const { clusters } = clustersSchema.parse(parse(readFileSync(cluster.kubeconfig, "utf8")));
    const kubeconfig = join(cluster.folder, `${name}.kubeconfig`);
    writeFileSync(
      kubeconfig,
      stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters,
        users: [{ name, user: { token: output } }],
        contexts: [{ name: "limited", context: { cluster: "sandbox", user: name } }],
        "current-context": "limited",
      }),
      { mode: 0o600 },
    );
    return new Identity(name, kubeconfig);
  }
}

function binding(name: string, { role, namespace }: Grant): object {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: `${name}-${role}`, ...(namespace === undefined ? {} : { namespace }) },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", name, namespace: home }],
  };
}
