import { identityResources } from "../support/sources/identities";
import { lookedUp, type LookedUpCloud } from "../support/sources/looked-up-clusters";
import { runProgram, type ProgramRun } from "../support/program";
import { writtenConfig } from "../support/written-config";

const targets = {
  aws: { kind: "s3", bucket: "company-backups", region: "eu-west-1" },
  gcp: { kind: "gcs", bucket: "company-backups" },
  azure: { kind: "azure-blob", account: "company", container: "backups" },
} as const;

function runWithBackups(
  cloud: LookedUpCloud,
  { identity = {}, target = {}, ...more }: Readonly<Record<string, object>> = {},
): Promise<ProgramRun> {
  const backup = {
    enabled: true,
    target: { ...targets[cloud], ...target },
    identity: { kind: cloud, ...identity },
    ...more,
  };
  return runProgram("dev", writtenConfig({ preset: "dev", ...lookedUp[cloud], backup }));
}

function policyIn(run: ProgramRun): unknown {
  const found = identityResources(run).find(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
  return JSON.parse(String(found?.inputs.policy));
}

const accountOf = ({ find }: ProgramRun) =>
  find("kubernetes:core/v1:ServiceAccount", "openops-backup").inputs;
const podsOf = ({ find }: ProgramRun, name = "openops-backup") =>
  find("kubernetes:batch/v1:CronJob", name).inputs;
const podWith = (metadata: object) => ({
  spec: {
    jobTemplate: { spec: { template: { metadata, spec: { serviceAccountName: "openops-backup" } } } },
  },
});

describe("in AWS", () => {
  const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/openops-dev-backup" };

  test("a role lists, reads, writes and deletes below the prefix, and does nothing else", async () => {
    const run = await runWithBackups("aws");

    expect(policyIn(run)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["s3:ListBucket"],
          Resource: ["arn:aws:s3:::company-backups"],
          Condition: { StringLike: { "s3:prefix": ["openops/openops-dev", "openops/openops-dev/*"] } },
        },
        {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
          Resource: ["arn:aws:s3:::company-backups/openops/openops-dev/*"],
        },
      ],
    });
    expect(identityResources(run).map(({ type }) => type)).toEqual([
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
    ]);
  });

  test("the account of backups, and no other, carries the role; both kinds of pods start with it", async () => {
    const run = await runWithBackups("aws");

    expect(accountOf(run)).toMatchObject({ metadata: { annotations } });
    expect(podsOf(run)).toMatchObject(podWith({ annotations }));
    expect(podsOf(run, "openops-restore")).toMatchObject(podWith({ annotations }));
    expect(run.resources.filter(({ type }) => type === "kubernetes:core/v1:ServiceAccount")).toHaveLength(1);
  });

  test("a prefix of one's own, more rights and another partition are in the policy", async () => {
    const statements = [{ actions: ["kms:GenerateDataKey"], resources: ["*"] }];
    const run = await runWithBackups("aws", {
      identity: { role: { kind: "new", statements } },
      target: { prefix: "ours", region: "us-gov-west-1" },
    });

    expect(policyIn(run)).toMatchObject({
      Statement: [
        { Action: ["kms:GenerateDataKey"] },
        { Resource: ["arn:aws-us-gov:s3:::company-backups"] },
        { Resource: ["arn:aws-us-gov:s3:::company-backups/ours/*"] },
      ],
    });
  });

  test("EKS Pod Identity ties the role to the account without an annotation", async () => {
    const run = await runWithBackups("aws", { identity: { via: "pod-identity" } });
    const association = run.resources.find(({ type }) => type.includes("podIdentityAssociation"));

    expect(association?.inputs).toMatchObject({ namespace: "openops-dev", serviceAccount: "openops-backup" });
    expect(accountOf(run)).not.toMatchObject({ metadata: { annotations } });
  });

  test("a role that exists keeps its rights, and annotations of one's own stay beside it", async () => {
    const arn = "arn:aws:iam::111122223333:role/backups";
    const run = await runWithBackups("aws", {
      identity: { role: { kind: "existing", arn } },
      serviceAccountAnnotations: { team: "platform" },
    });

    expect(identityResources(run)).toEqual([]);
    expect(accountOf(run)).toMatchObject({
      metadata: { annotations: { team: "platform", "eks.amazonaws.com/role-arn": arn } },
    });
  });
});

test("in Google Cloud an account uses the objects of the one bucket", async () => {
  const run = await runWithBackups("gcp");
  const email = "openops-dev-backup@acme.iam.gserviceaccount.com";

  expect(identityResources(run).map(({ type, inputs }) => [type, inputs.role, inputs.bucket])).toEqual([
    ["gcp:serviceaccount/account:Account", undefined, undefined],
    ["gcp:serviceaccount/iAMMember:IAMMember", "roles/iam.workloadIdentityUser", undefined],
    ["gcp:storage/bucketIAMMember:BucketIAMMember", "roles/storage.objectUser", "company-backups"],
  ]);
  expect(accountOf(run)).toMatchObject({
    metadata: { annotations: { "iam.gke.io/gcp-service-account": email } },
  });
});

describe("in Azure", () => {
  const groups = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups";
  const container =
    "providers/Microsoft.Storage/storageAccounts/company/blobServices/default/containers/backups";
  const scopeIn = (run: ProgramRun) =>
    identityResources(run).find(({ type }) => type.endsWith("RoleAssignment"))?.inputs;

  test("an identity contributes blobs to the one container, and pods ask for it by their label", async () => {
    const run = await runWithBackups("azure");

    expect(scopeIn(run)).toMatchObject({
      roleDefinitionId: expect.stringMatching(/\/ba92f5b4-2d11-453d-a403-e96b0029c9fe$/),
      scope: `${groups}/openops/${container}`,
    });
    expect(podsOf(run)).toMatchObject(podWith({ labels: { "azure.workload.identity/use": "true" } }));
  });

  test("the storage account may be in a resource group of its own", async () => {
    const run = await runWithBackups("azure", { target: { resourceGroup: "storage" } });

    expect(scopeIn(run)).toMatchObject({ scope: `${groups}/storage/${container}` });
  });
});
