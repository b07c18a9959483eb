import { faultsOf } from "../support/configuration";
import { lookedUp, runIn } from "../support/sources/looked-up-clusters";

const { cluster: eks, clouds: account } = lookedUp.aws;
const stores = { database: { kind: "aws" }, cache: { kind: "aws" } };

const run = (values: Readonly<Record<string, unknown>>) => runIn("aws", values);

describe("an EKS cluster", () => {
  test("is accessed by the AWS CLI, without a credential in the configuration", async () => {
    const { inputs } = (await run({})).find("pulumi:providers:kubernetes", "cluster");
    const kubeconfig: unknown = JSON.parse(String(inputs.kubeconfig));

    expect(kubeconfig).toMatchObject({
      clusters: [
        {
          cluster: {
            server: "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
            "certificate-authority-data": "Q0E=",
          },
        },
      ],
      users: [
        {
          user: {
            exec: {
              command: "aws",
              args: ["--region", "eu-west-1", "eks", "get-token", "--cluster-name", "production"],
            },
          },
        },
      ],
    });
  });

  test("that is not there is named, with AWS' own words, before anything is declared", async () => {
    await expect(run({ cluster: { kind: "eks", name: "absent" } })).rejects.toThrow(
      "openops:cluster.name: expected an EKS cluster in eu-west-1, got absent: couldn't find resource: ResourceNotFoundException: No cluster found for name: absent. (pulumi config set --path 'openops:cluster.name' VALUE)",
    );
  });
});

describe("a network", () => {
  const network = { subnetIds: ["subnet-0a", "subnet-0b"], clientSecurityGroupIds: ["sg-0aa"] };

  test("that is given is not looked up", async () => {
    const addresses = ["10.9.0.0/24"];
    const given = { ...network, vpcId: "vpc-0999", addresses };
    const found = await run({
      cluster: { kind: "kubeconfig" },
      clouds: { aws: { region: "eu-west-1", network: given } },
    });

    expect(found.find("aws:ec2/securityGroup:SecurityGroup", "openops-dev-postgres").inputs).toMatchObject({
      vpcId: "vpc-0999",
    });
  });

  test("in one zone is refused", async () => {
    const oneZone = { ...network, subnetIds: ["subnet-0a", "subnet-0c"] };

    await expect(run({ clouds: { aws: { region: "eu-west-1", network: oneZone } } })).rejects.toThrow(
      "openops:clouds.aws.network.subnetIds: expected private subnets in at least two availability zones, got 2 in 1: RDS and ElastiCache fail over to another zone",
    );
  });

  test("has to be given where no EKS cluster tells it", () => {
    expect(faultsOf({ preset: "dev", clouds: account, database: { kind: "aws" } })).toEqual([
      "openops:clouds.aws.network.subnetIds: expected a list of ids, got nothing: only the name of a cluster in that cloud tells it otherwise (pulumi config set --path 'openops:clouds.aws.network.subnetIds[0]' VALUE)",
      "openops:clouds.aws.network.clientSecurityGroupIds: expected a list of ids, got nothing: only the name of a cluster in that cloud tells it otherwise (pulumi config set --path 'openops:clouds.aws.network.clientSecurityGroupIds[0]' VALUE)",
    ]);
  });
});

test("an account that is used has to be configured", () => {
  expect(faultsOf({ preset: "dev", cache: { kind: "aws" } })).toEqual([
    "openops:clouds.aws: expected the account that cache.kind is in, got nothing (write clouds.aws into the stack's file; docs/configuration.md has its keys)",
  ]);
});

test("a password that ElastiCache refuses is refused before, without being shown", () => {
  const values = {
    preset: "dev",
    cluster: eks,
    clouds: account,
    ...stores,
    redisPassword: "only-15-chars-x",
  };

  expect(faultsOf(values)).toEqual([
    "openops:redisPassword: expected at least 16 characters: the server that cache names takes no other (pulumi config set --secret openops:redisPassword, or remove the key to have a value generated)",
  ]);
});

test("a namespace that makes no identifier is refused with what to do instead", async () => {
  await expect(run({ namespace: "openops--blue" })).rejects.toThrow(
    /openops:(database|cache).identifier: expected one of your own, of at most (63|40) lower-case letters, digits and single hyphens, because the namespace makes none, got openops--blue-(postgres|redis)/,
  );
});
