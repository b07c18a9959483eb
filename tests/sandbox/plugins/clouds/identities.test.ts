import { aws } from "../../../../sandbox/plugins/clouds/aws";
import { azure } from "../../../../sandbox/plugins/clouds/azure";
import { gcp } from "../../../../sandbox/plugins/clouds/gcp";
import { SimulatedCloud, changed } from "./simulated-cloud";

let cloud: SimulatedCloud;

async function opened(simulated: SimulatedCloud): Promise<SimulatedCloud> {
  cloud = simulated;
  await cloud.configure();
  return cloud;
}

afterEach(() => cloud.remove());

describe("identities in the simulated AWS", () => {
  const types = {
    role: "aws:iam/role:Role",
    policy: "aws:iam/rolePolicy:RolePolicy",
    attachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    association: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  };
  const trusting = (Principal: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal }] });
  const role = { name: "flows", assumeRolePolicy: trusting({ Service: "pods.eks.amazonaws.com" }) };
  const attachment = { role: "flows", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
  const association = {
    clusterName: "production",
    namespace: "openops",
    serviceAccount: "openops-engine",
    roleArn: "arn:aws:iam::000000000042:role/flows",
  };

  beforeEach(() => opened(new SimulatedCloud(aws, { region: "eu-central-1" })));

  test("a role has an ARN, and is not deleted while a policy is attached to it", async () => {
    const made = await cloud.made(types.role, role);
    const attached = await cloud.made(types.attachment, attachment);

    expect(made).toMatchObject({ id: "flows", arn: association.roleArn });
    await expect(cloud.delete(types.role, "flows")).rejects.toThrow(
      "deleting IAM Role (flows): DeleteConflict: Cannot delete entity, must detach all policies first.",
    );
    await cloud.delete(types.attachment, String(attached.id));
    await expect(cloud.delete(types.role, "flows")).resolves.toBeUndefined();
  });

  test("a role that exists is not made twice, and one with a faulty policy not at all", async () => {
    await cloud.create(types.role, role);

    await expect(cloud.create(types.role, role)).rejects.toThrow("EntityAlreadyExists");
    await expect(cloud.create(types.role, { name: "other", assumeRolePolicy: "{Version" })).rejects.toThrow(
      "MalformedPolicyDocument: Syntax errors in policy.",
    );
  });

  test("policies need their role", async () => {
    await expect(cloud.create(types.attachment, attachment)).rejects.toThrow(
      "NoSuchEntity: The role with name flows cannot be found.",
    );
    await expect(
      cloud.create(types.policy, { name: "openops", role: "flows", policy: role.assumeRolePolicy }),
    ).rejects.toThrow("NoSuchEntity");
  });

  test("an association needs a role that trusts EKS, and stands once for an account", async () => {
    await expect(cloud.create(types.association, association)).rejects.toThrow(
      "InvalidParameterException: Role provided in the request does not exist",
    );
    await cloud.create(types.role, changed(role, { assumeRolePolicy: trusting({ Federated: "arn" }) }));
    await expect(cloud.create(types.association, association)).rejects.toThrow(
      "Trust policy of the role does not allow the service pods.eks.amazonaws.com",
    );
    await cloud.delete(types.role, "flows");
    await cloud.create(types.role, role);
    await cloud.create(types.association, association);
    await expect(cloud.create(types.association, association)).rejects.toThrow(
      "ResourceInUseException: Association already exists",
    );
  });

  test("the OIDC provider of a cluster is found by its issuer", async () => {
    const token = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";

    expect(await cloud.invoke(token, { url: "https://oidc.eks.example.com/id/ABC" })).toMatchObject({
      arn: "arn:aws:iam::000000000042:oidc-provider/oidc.eks.example.com/id/ABC",
    });
  });
});

describe("identities in the simulated Google Cloud", () => {
  const types = {
    account: "gcp:serviceaccount/account:Account",
    accountMember: "gcp:serviceaccount/iAMMember:IAMMember",
    bucketMember: "gcp:storage/bucketIAMMember:BucketIAMMember",
  };
  const email = "flows-prod@shop-prod.iam.gserviceaccount.com";

  beforeEach(() => opened(new SimulatedCloud(gcp, { project: "shop-prod", region: "europe-west3" })));

  test("a service account has an address and is not made twice", async () => {
    const account = { accountId: "flows-prod" };

    expect(await cloud.made(types.account, account)).toMatchObject({
      email,
      member: `serviceAccount:${email}`,
      name: `projects/shop-prod/serviceAccounts/${email}`,
    });
    await expect(cloud.create(types.account, account)).rejects.toThrow("Error 409");
  });

  test("a short id is refused at preview", async () => {
    expect(await cloud.faults(types.account, { accountId: "flows" })).toEqual([
      "accountId: expected 6 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    ]);
  });

  test("nobody is let use an account that is not there, and it gets no role", async () => {
    const user = {
      serviceAccountId: `projects/shop-prod/serviceAccounts/${email}`,
      role: "roles/iam.workloadIdentityUser",
      member: "serviceAccount:shop-prod.svc.id.goog[openops/openops-engine]",
    };
    const grant = {
      bucket: "shop-files",
      role: "roles/storage.objectAdmin",
      member: `serviceAccount:${email}`,
    };

    await expect(cloud.create(types.accountMember, user)).rejects.toThrow("Error 404");
    await expect(cloud.create(types.bucketMember, grant)).rejects.toThrow(
      `Error 400: Service account ${email} does not exist.`,
    );
    await cloud.create(types.account, { accountId: "flows-prod" });
    await cloud.create(types.accountMember, user);
    await expect(cloud.create(types.bucketMember, grant)).resolves.toBeDefined();
  });
});

describe("identities in the simulated Azure", () => {
  const types = {
    identity: "azure-native:managedidentity:UserAssignedIdentity",
    credential: "azure-native:managedidentity:FederatedIdentityCredential",
    assignment: "azure-native:authorization:RoleAssignment",
  };
  const identity = { resourceGroupName: "shop", resourceName: "flows" };
  const credential = {
    ...identity,
    federatedIdentityCredentialResourceName: "openops-engine",
    issuer: "https://westeurope.oic.prod-aks.azure.com/abc/",
    subject: "system:serviceaccount:openops:openops-engine",
    audiences: ["api://AzureADTokenExchange"],
  };
  const scope = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop";
  const assignment = {
    roleAssignmentName: "0c0c0c0c-0000-5000-8000-000000000000",
    principalType: "ServicePrincipal",
    roleDefinitionId: `${scope.replace(/\/resourceGroups.*/, "")}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
    scope,
  };

  beforeEach(() =>
    opened(
      new SimulatedCloud(azure, {
        subscriptionId: "11111111-2222-3333-4444-555555555555",
        location: "westeurope",
      }),
    ),
  );

  test("an identity takes a pod by its issuer and account once, and for one audience", async () => {
    const made = await cloud.made(types.identity, identity);
    await cloud.create(types.credential, credential);

    expect(String(made.clientId)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const again = { ...credential, federatedIdentityCredentialResourceName: "again" };
    await expect(cloud.create(types.credential, again)).rejects.toThrow(
      "Conflict: Issuer and subject combination already exists for this Managed Identity.",
    );
    expect(await cloud.faults(types.credential, { ...credential, audiences: ["a", "b"] })).toEqual([
      "audiences: Azure takes exactly one audience",
    ]);
  });

  test("a new identity gets a role where it is said what it is, and gets it once", async () => {
    const { principalId = "" } = await cloud.made(types.identity, identity);
    const wanted = { ...assignment, principalId };

    await expect(
      cloud.create(types.assignment, changed(wanted, { principalType: undefined })),
    ).rejects.toThrow("PrincipalNotFound");
    await cloud.create(types.assignment, wanted);
    const again = { ...wanted, roleAssignmentName: "0d0d0d0d-0000-5000-8000-000000000000" };
    await expect(cloud.create(types.assignment, again)).rejects.toThrow("RoleAssignmentExists");
  });
});
