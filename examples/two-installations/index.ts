// Two teams on one cluster: one with Postgres in the cluster, one with a server that this program makes too.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { OpenOps } from "openops-pulumi";

export = async () => {
  const config = new pulumi.Config("teams");
  const provider = new kubernetes.Provider("cluster", {
    kubeconfig: config.requireSecret("kubeconfig"),
    clusterIdentifier: "teams",
  });

  // Stands for whatever makes the server; its name is known once it is there.
  const server = new kubernetes.core.v1.Service(
    "postgres-of-research",
    { spec: { type: "ExternalName", externalName: "postgres.research.example.com" } },
    { provider },
  );
  const administrator = new random.RandomPassword("research-administrator", { length: 32, special: false });

  const [sales, research] = await Promise.all([
    OpenOps.create("sales", { preset: "dev", admin: { email: "admin@sales.example.com" } }, { provider }),
    OpenOps.create(
      "research",
      {
        preset: "dev",
        admin: { email: "admin@research.example.com" },
        database: {
          kind: "external",
          host: pulumi.interpolate`${server.metadata.name}.${server.metadata.namespace}.svc`,
          addresses: ["10.20.0.0/16"],
          tls: { kind: "off" },
        },
        postgresPassword: administrator.result,
      },
      { provider },
    ),
  ]);

  return { sales: sales.outputs, research: research.outputs };
};
