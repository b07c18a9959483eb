import { accountOf, identityResources, podsOf, runWithIdentity } from "../support/sources/identities";
import { predecessorsOf } from "../support/predecessors";

describe("a role of AWS by IRSA", () => {
  test("is made for one ServiceAccount of the cluster's OIDC provider, with the rights that are named alone", async () => {
    const found = await runWithIdentity("aws", {
      role: {
        kind: "new",
        policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::acme/*"] }],
      },
    });

    const [role, policy, attachment, ...rest] = identityResources(found);
    expect(role?.type).toBe("aws:iam/role:Role");
    expect(role?.inputs).toEqual({
      name: "openops-dev-engine",
      description: "Pods of OpenOps",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: {
              Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC",
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud": "sts.amazonaws.com",
                "oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub":
                  "system:serviceaccount:openops-dev:openops-engine",
              },
            },
          },
        ],
      }),
    });
    expect(attachment?.inputs).toMatchObject({ policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
    expect(policy?.inputs).toMatchObject({
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::acme/*"] }],
      }),
    });
    expect(rest).toEqual([]);
  });

  test("reaches the pods by their account, and they start anew with another role", async () => {
    const found = await runWithIdentity("aws", {});
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/openops-dev-engine" };

    expect(accountOf(found).inputs).toMatchObject({
      metadata: { name: "openops-engine", namespace: "openops-dev", annotations },
      automountServiceAccountToken: false,
    });
    expect(podsOf(found).spec).toMatchObject({
      template: {
        metadata: { annotations },
        spec: { serviceAccountName: "openops-engine", automountServiceAccountToken: false },
      },
    });
  });

  test("is used by flows without a key: app and engine are told so", async () => {
    const found = await runWithIdentity("aws", {});

    for (const service of ["app", "engine"]) {
      expect(JSON.stringify(podsOf(found, service).spec)).toContain(
        '{"name":"OPS_AWS_ENABLE_IMPLICIT_ROLE","value":"true"}',
      );
    }
  });

  test("reaches the flows of a worker by a file, since it hides variables from them", async () => {
    const found = await runWithIdentity("aws", {}, { execution: "worker" });

    expect(found.find("kubernetes:core/v1:ConfigMap", "openops-worker-identity").inputs).toMatchObject({
      immutable: true,
      data: {
        config:
          "[default]\nrole_arn = arn:aws:iam::111122223333:role/openops-dev-worker\nrole_session_name = openops\nweb_identity_token_file = /var/run/secrets/eks.amazonaws.com/serviceaccount/token\n",
      },
    });
    expect(podsOf(found, "worker").spec).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              volumeMounts: [
                { name: "azure" },
                { name: "gcloud" },
                { name: "identity", mountPath: "/home/node/.aws", readOnly: true },
                { name: "npmrc", mountPath: "/home/node/.npmrc", subPath: ".npmrc", readOnly: true },
              ],
            },
          ],
        },
      },
    });
  });

  test("that exists is used as it is, and nothing is made or looked up", async () => {
    const arn = "arn:aws:iam::111122223333:role/flows";
    const found = await runWithIdentity("aws", { role: { kind: "existing", arn } });

    expect(identityResources(found)).toEqual([]);
    expect(accountOf(found).inputs).toMatchObject({
      metadata: { annotations: { "eks.amazonaws.com/role-arn": arn } },
    });
  });

  test("takes the OIDC provider that is given, of a cluster of any kind", async () => {
    const oidcProviderArn = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/abc";
    const found = await runWithIdentity(
      "aws",
      {},
      {
        cluster: { kind: "kubeconfig" },
        clouds: { aws: { region: "eu-west-1", oidcProviderArn } },
      },
    );

    expect(identityResources(found)[0]?.inputs.assumeRolePolicy).toContain(
      '"oidc.example.com/abc:sub":"system:serviceaccount:openops-dev:openops-engine"',
    );
  });
});

describe("a role of AWS by EKS Pod Identity", () => {
  test("is made for one ServiceAccount of the cluster and associated with it", async () => {
    const found = await runWithIdentity("aws", { via: "pod-identity" });
    const [association, role, ...rest] = identityResources(found);

    expect(JSON.parse(String(role?.inputs.assumeRolePolicy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:eu-west-1:111122223333:cluster/production",
              "aws:RequestTag/kubernetes-namespace": "openops-dev",
              "aws:RequestTag/kubernetes-service-account": "openops-engine",
            },
          },
        },
      ],
    });
    expect(association).toEqual({
      type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      inputs: {
        clusterName: "production",
        namespace: "openops-dev",
        serviceAccount: "openops-engine",
        roleArn: "arn:aws:iam::111122223333:role/openops-dev-engine",
      },
    });
    expect(rest).toEqual([]);
    expect(accountOf(found).inputs.metadata).not.toHaveProperty("annotations");
  });
});

test("pods start once their account has its identity", async () => {
  const found = await runWithIdentity("aws", {});

  expect(predecessorsOf(accountOf(found))).toEqual(["PodRole"]);
  expect(predecessorsOf(podsOf(found))).toEqual(["InClusterCache", "Tables", "App", "ServiceAccount"]);
});

test("no other pods have an account of their own", async () => {
  const found = await runWithIdentity("aws", {});

  expect(found.resources.filter(({ type }) => type.endsWith(":ServiceAccount"))).toHaveLength(1);
});
