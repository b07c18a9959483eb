import type { RawMap } from "../../components/config/layers";
import { lookedUp } from "../support/sources/looked-up-clusters";
import { faultsOf, planOf } from "../support/configuration";
import { releaseWith, releaseWithWorkers } from "../support/docs/releases";

const { aws: eks, gcp: gke, azure: aks } = lookedUp;

/** Where pods may go beside what services without an identity may. */
function added(service: "engine" | "worker", values: RawMap) {
  const targets = (of: RawMap) =>
    (
      planOf({ ...releaseWith[service], ...of }).policies.find(({ component }) => component === service)
        ?.egress ?? []
    )
      .flatMap(({ peers, ports }) => peers.map((peer) => ({ peer, ports })))
      .flatMap(({ peer, ports }) => (peer.kind === "addresses" ? [`${peer.cidr}:${String(ports)}`] : []));
  const before = targets({});
  return targets(values).filter((target) => !before.includes(target));
}

const engine = (identity: RawMap) => ({ services: { engine: { identity } } });
const worker = (identity: RawMap) => ({ services: { worker: { identity } } });

describe("pods with a cloud's identity may go where its credentials are, and nowhere else", () => {
  test.each([
    ["IRSA, by public addresses", { ...eks, ...engine({ kind: "aws" }) }, []],
    [
      "EKS Pod Identity, by its agent",
      { ...eks, ...engine({ kind: "aws", via: "pod-identity" }) },
      ["169.254.170.23/32:80", "fd00:ec2::23/128:80"],
    ],
    [
      "GKE, by the metadata server",
      { ...gke, ...engine({ kind: "gcp" }) },
      ["169.254.169.252/32:988", "169.254.169.254/32:80"],
    ],
    ["Azure, by public addresses", { ...aks, ...engine({ kind: "azure" }) }, []],
    [
      "the role of the node, by the metadata service",
      { integrations: { awsImplicitRole: true } },
      ["169.254.169.254/32:80"],
    ],
  ])("%s", (_, values, expected) => {
    expect(added("engine", values)).toEqual(expected);
  });
});

test("an identity of what a stack does not install is not made", () => {
  expect(added("engine", { ...worker({ kind: "gcp" }) })).toEqual([]);
});

describe("the pods of backups", () => {
  const bucket = { kind: "gcs", bucket: "company-backups" };
  const metadataServers = (backup: RawMap) =>
    planOf({ ...gke, backup: { enabled: true, ...backup } })
      .policies.filter(({ component }) => component === "backup")
      .flatMap(({ egress }) => egress)
      .flatMap(({ peers, ports, protocols }) => peers.map((peer) => ({ peer, ports, protocols })))
      .flatMap(({ peer, ports, protocols }) =>
        // By UDP too are the questions for names.
        protocols === undefined && peer.kind === "addresses" && peer.cidr.startsWith("169.")
          ? [`${peer.cidr}:${String(ports)}`]
          : [],
      );

  test("may go to the metadata server of GKE once, by an identity or by annotations of one's own", () => {
    const servers = ["169.254.169.252/32:988", "169.254.169.254/32:80"];

    expect(metadataServers({ target: bucket, identity: { kind: "gcp" } }).sort()).toEqual(servers);
    expect(metadataServers({ target: bucket }).sort()).toEqual(servers);
    expect(metadataServers({ target: { ...bucket, credentialsSecret: "keys" } })).toEqual([]);
  });

  test("that a stack does not have get none", () => {
    expect(faultsOf({ preset: "dev", backup: { identity: { kind: "azure" } } })).toEqual([]);
  });

  test.each([
    [
      "of another cloud than the bucket",
      { target: bucket, identity: { kind: "aws" } },
      eks,
      "openops:backup.identity.kind: expected one that signs in to gcs, got aws: aws signs in to s3 (pulumi config rm --path 'openops:backup.identity')",
    ],
    [
      "beside a Secret",
      { target: { ...bucket, credentialsSecret: "keys" }, identity: { kind: "gcp" } },
      gke,
      "openops:backup.target.credentialsSecret: expected nothing, since backup.identity signs in, got keys (pulumi config rm --path 'openops:backup.target.credentialsSecret')",
    ],
    [
      "beside an annotation that says something else",
      {
        target: bucket,
        identity: { kind: "gcp" },
        serviceAccountAnnotations: { "iam.gke.io/gcp-service-account": "old@acme.iam.gserviceaccount.com" },
      },
      gke,
      'openops:backup.serviceAccountAnnotations["iam.gke.io/gcp-service-account"]: expected nothing, since backup.identity says it, got a value (pulumi config rm --path \'openops:backup.serviceAccountAnnotations["iam.gke.io/gcp-service-account"]\')',
    ],
  ])("are refused an identity %s", (...[, backup, cloud, fault]) => {
    expect(faultsOf({ preset: "dev", ...cloud, backup: { enabled: true, ...backup } })).toEqual([fault]);
  });
});

describe("what is refused", () => {
  test.each([
    [
      "a cloud that nothing is known of",
      { preset: "dev", ...engine({ kind: "azure" }) },
      "openops:clouds.azure: expected the account that services.engine.identity.kind is in, got nothing (write clouds.azure into the stack's file; docs/configuration.md has its keys)",
    ],
    [
      "a new role of a cluster that AWS is not asked of",
      { preset: "dev", clouds: eks.clouds, ...engine({ kind: "aws" }) },
      "openops:clouds.aws.oidcProviderArn: expected that of the cluster, got nothing: only the name of a cluster in that cloud tells it otherwise (pulumi config set --path 'openops:clouds.aws.oidcProviderArn' VALUE)",
    ],
    [
      "a new account of a cluster that Google is not asked of",
      { preset: "dev", clouds: gke.clouds, ...engine({ kind: "gcp" }) },
      "openops:clouds.gcp.workloadPool: expected that of the cluster, got nothing: only the name of a cluster in that cloud tells it otherwise (pulumi config set --path 'openops:clouds.gcp.workloadPool' VALUE)",
    ],
    [
      "a new identity of a cluster that Azure is not asked of",
      { preset: "dev", clouds: aks.clouds, ...engine({ kind: "azure" }) },
      "openops:clouds.azure.oidcIssuer: expected that of the cluster, got nothing: only the name of a cluster in that cloud tells it otherwise (pulumi config set --path 'openops:clouds.azure.oidcIssuer' VALUE)",
    ],
    [
      "Pod Identity without EKS",
      { preset: "dev", clouds: eks.clouds, ...engine({ kind: "aws", via: "pod-identity" }) },
      "openops:services.engine.identity.via: expected irsa, as the cluster is not looked up at EKS, got pod-identity (pulumi config set --path 'openops:services.engine.identity.via' irsa)",
    ],
    [
      "what does not reach the flows of a worker, by its variables",
      { preset: "dev", ...releaseWithWorkers, ...eks, ...worker({ kind: "aws", via: "pod-identity" }) },
      "openops:services.worker.identity: expected a role of AWS by irsa, or an account of gcp, got aws by pod-identity: the worker hides the variables that tell of it from the processes that run flows (pulumi config set --path 'openops:services.worker.identity.via' irsa)",
    ],
    [
      "what does not reach the flows of a worker, in Azure",
      { preset: "dev", ...releaseWithWorkers, ...aks, ...worker({ kind: "azure" }) },
      "openops:services.worker.identity: expected a role of AWS by irsa, or an account of gcp, got azure: the worker hides the variables that tell of it from the processes that run flows (pulumi config rm --path 'openops:services.worker.identity')",
    ],
    [
      "an annotation that says something else",
      {
        preset: "dev",
        ...eks,
        services: {
          engine: {
            identity: { kind: "aws" },
            serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/old" },
          },
        },
      },
      'openops:services.engine.serviceAccountAnnotations["eks.amazonaws.com/role-arn"]: expected nothing, since services.engine.identity says it, got a value (pulumi config rm --path \'openops:services.engine.serviceAccountAnnotations["eks.amazonaws.com/role-arn"]\')',
    ],
  ])("%s", (_, values, fault) => {
    expect(faultsOf(values)).toEqual([fault]);
  });

  test("is none of it where what exists is named and somebody else has tied it to the cluster", () => {
    const role = { kind: "existing", arn: "arn:aws:iam::111122223333:role/flows" };

    expect(faultsOf({ preset: "dev", clouds: eks.clouds, ...engine({ kind: "aws", role }) })).toEqual([]);
  });
});
