/** A cluster that is accessed with a cloud's own program for credentials. */
interface ExecAccess {
  readonly name: string;
  readonly server: string;
  /** The cluster's authority, in Base64. */
  readonly authority: string;
  readonly exec: {
    readonly command: string;
    readonly args: readonly string[];
    readonly installHint: string;
    /** Tell the program of the cluster, which some need. */
    readonly provideClusterInfo?: boolean;
  };
}

/** A kubeconfig without any credentials in it; kubectl and Pulumi ask the cloud's program for them. */
export function execKubeconfig({ name, server, authority, exec }: ExecAccess): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, "certificate-authority-data": authority } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: exec.command,
            args: exec.args,
            installHint: exec.installHint,
            interactiveMode: "Never",
            provideClusterInfo: exec.provideClusterInfo ?? false,
          },
        },
      },
    ],
  });
}
