import { accountOf, identityResources, podsOf, runWithIdentity } from "../support/sources/identities";

describe("a service account of Google Cloud", () => {
  test("is made for one ServiceAccount of the cluster, with the roles that are named alone", async () => {
    const roles = [{ role: "roles/viewer" }, { role: "roles/storage.objectAdmin", bucket: "acme-files" }];
    const found = await runWithIdentity("gcp", { account: { kind: "new", roles } });
    const member = "serviceAccount:openops-dev-engine@acme.iam.gserviceaccount.com";

    expect(identityResources(found)).toEqual([
      {
        type: "gcp:projects/iAMMember:IAMMember",
        inputs: { project: "acme-prod", role: "roles/viewer", member },
      },
      {
        type: "gcp:serviceaccount/account:Account",
        inputs: { accountId: "openops-dev-engine", displayName: "Pods of OpenOps" },
      },
      {
        type: "gcp:serviceaccount/iAMMember:IAMMember",
        inputs: {
          serviceAccountId: "projects/acme/serviceAccounts/openops-dev-engine@acme.iam.gserviceaccount.com",
          role: "roles/iam.workloadIdentityUser",
          member: "serviceAccount:acme.svc.id.goog[openops-dev/openops-engine]",
        },
      },
      {
        type: "gcp:storage/bucketIAMMember:BucketIAMMember",
        inputs: { bucket: "acme-files", role: "roles/storage.objectAdmin", member },
      },
    ]);
    expect(accountOf(found).inputs).toMatchObject({
      metadata: {
        annotations: {
          "iam.gke.io/gcp-service-account": "openops-dev-engine@acme.iam.gserviceaccount.com",
        },
      },
    });
  });

  test("that exists is used as it is", async () => {
    const email = "flows@acme.iam.gserviceaccount.com";
    const found = await runWithIdentity("gcp", { account: { kind: "existing", email } });

    expect(identityResources(found)).toEqual([]);
    expect(accountOf(found).inputs).toMatchObject({
      metadata: { annotations: { "iam.gke.io/gcp-service-account": email } },
    });
  });

  test("of a namespace whose name is too long needs an id of its own", async () => {
    await expect(runWithIdentity("gcp", {}, { namespace: "openops-production-europe" })).rejects.toThrow(
      "openops:services.engine.identity.account.accountId: expected one of your own, of at most 30 lower-case letters, digits and single hyphens, because the namespace makes none, got openops-production-europe-engine",
    );
  });
});

describe("a managed identity of Azure", () => {
  const scope = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/openops";
  const roleId = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

  test("is made for one ServiceAccount of the cluster, with the roles that are named alone", async () => {
    const found = await runWithIdentity("azure", { identity: { kind: "new", roles: [{ roleId, scope }] } });

    expect(identityResources(found)).toEqual([
      {
        type: "azure-native:authorization:RoleAssignment",
        inputs: {
          roleAssignmentName: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
          principalId: "0b0b0b0b-0000-4000-8000-000000000000",
          principalType: "ServicePrincipal",
          roleDefinitionId: `/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
          scope,
        },
      },
      {
        type: "azure-native:managedidentity:FederatedIdentityCredential",
        inputs: {
          resourceGroupName: "openops",
          resourceName: "openops-dev-engine",
          federatedIdentityCredentialResourceName: "openops-engine",
          issuer: "https://westeurope.oic.prod-aks.azure.com/abc/",
          subject: "system:serviceaccount:openops-dev:openops-engine",
          audiences: ["api://AzureADTokenExchange"],
        },
      },
      {
        type: "azure-native:managedidentity:UserAssignedIdentity",
        inputs: {
          resourceGroupName: "openops",
          resourceName: "openops-dev-engine",
          location: "westeurope",
          tags: { "managed-by": "pulumi", "part-of": "openops" },
        },
      },
    ]);
  });

  test("reaches the pods by their account and a label", async () => {
    const found = await runWithIdentity("azure", {});
    const annotations = { "azure.workload.identity/client-id": "0a0a0a0a-0000-4000-8000-000000000000" };

    expect(accountOf(found).inputs).toMatchObject({ metadata: { annotations } });
    expect(podsOf(found).spec).toMatchObject({
      template: { metadata: { annotations, labels: { "azure.workload.identity/use": "true" } } },
    });
  });

  test("that exists is used as it is", async () => {
    const clientId = "99999999-1111-2222-3333-444444444444";
    const found = await runWithIdentity("azure", { identity: { kind: "existing", clientId } });

    expect(identityResources(found)).toEqual([]);
    expect(accountOf(found).inputs).toMatchObject({
      metadata: { annotations: { "azure.workload.identity/client-id": clientId } },
    });
  });
});
