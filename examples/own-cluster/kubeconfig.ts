import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Signs in by the AWS CLI as whoever runs Pulumi, with a token that lasts for minutes. */
export function kubeconfigOf(eks: aws.eks.Cluster, region: string): pulumi.Output<string> {
  const { name } = eks;
  return pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: {
          server: eks.endpoint,
          "certificate-authority-data": eks.certificateAuthority.data,
        },
      },
    ],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: ["--region", region, "eks", "get-token", "--cluster-name", name],
            interactiveMode: "Never",
          },
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
