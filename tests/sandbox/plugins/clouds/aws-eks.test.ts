import { clusterType } from "../../../../sandbox/plugins/clouds/aws/eks/eks-cluster";
import { networkTypes } from "../../../../sandbox/plugins/clouds/aws/network/network";
import { isUnknown } from "../../../../sandbox/plugins/protocol/property-value";
import { EksAccount } from "./eks-account";
import { type Changed, changed, type SimulatedCloud } from "./simulated-cloud";

let account: EksAccount;
let cloud: SimulatedCloud;
let vpcId: string;
let subnetIds: readonly string[];

beforeEach(async () => {
  account = await EksAccount.make();
  ({ cloud, vpcId, subnetIds } = account);
});

afterEach(() => cloud.remove());

describe("clusters", () => {
  test("tell what is added to what was asked for", async () => {
    const made = await cloud.made(clusterType, await account.clusterInputs());

    expect(made).toMatchObject({
      id: "shop",
      arn: "arn:aws:eks:eu-central-1:000000000042:cluster/shop",
      endpoint: expect.stringMatching(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-central-1\.eks\.amazonaws\.com$/),
      version: "1.34",
      vpcConfig: {
        clusterSecurityGroupId: expect.stringMatching(/^sg-00000[0-9a-f]{12}$/),
        endpointPrivateAccess: false,
        endpointPublicAccess: true,
        publicAccessCidrs: ["0.0.0.0/0"],
        subnetIds,
        vpcId,
      },
    });
    expect(await cloud.invoke("aws:eks/getCluster:getCluster", { name: "shop" })).toMatchObject({
      endpoint: made.endpoint,
      roleArn: made.roleArn,
      version: "1.34",
      vpcConfig: made.vpcConfig,
    });
  });

  test("have the API server that the settings name", async () => {
    const known = { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Zm9v" };
    cloud.settings({ secondsPerMinute: 0, eksClusters: { shop: known } });

    expect(await cloud.made(clusterType, await account.clusterInputs())).toMatchObject({
      endpoint: "https://127.0.0.1:6443",
      certificateAuthority: { data: "Zm9v" },
    });
  });

  test("are previewed with what is not known yet, inside of what is given too", async () => {
    const { outputs } = await cloud.create(clusterType, await account.clusterInputs(), { preview: true });
    const { endpoint, vpcConfig } = outputs;
    const group =
      vpcConfig !== null && typeof vpcConfig === "object" && "clusterSecurityGroupId" in vpcConfig;

    expect(isUnknown(endpoint)).toBe(true);
    expect(group && isUnknown(vpcConfig.clusterSecurityGroupId)).toBe(true);
    expect(group && "subnetIds" in vpcConfig ? vpcConfig.subnetIds : undefined).toEqual(subnetIds);
  });

  test("need subnets in two zones of one network", async () => {
    const inputs = await account.clusterInputs();
    const other = (await cloud.create(networkTypes.vpc, { cidrBlock: "10.41.0.0/16" })).id;
    const place = { vpcId: other, availabilityZone: "eu-central-1b", cidrBlock: "10.41.0.0/20" };
    const { id } = await cloud.create(networkTypes.subnet, place);
    const within = (...ids: readonly string[]) => ({ ...inputs, vpcConfig: { subnetIds: ids } });
    const [first = "", second = ""] = subnetIds;

    await account.refuses(
      clusterType,
      within(first),
      "Subnets specified must be in at least two different AZs",
    );
    await account.refuses(clusterType, within(first, id), "Subnets specified must be in the same VPC");
    await account.refuses(
      clusterType,
      within(first, "subnet-00001000000000000"),
      "The subnet ID 'subnet-00001000000000000' does not exist",
    );
    await cloud.create(clusterType, within(first, second));
  });

  test.each<[string, string, string]>([
    ["pods.eks.amazonaws.com", "AmazonEKSClusterPolicy", "the trusted entity is not correct"],
    ["eks.amazonaws.com", "AmazonEKSWorkerNodePolicy", "Please ensure the following policy is attached"],
  ])("need a role for %s with %s", async (service, policy, message) => {
    const inputs = {
      name: "shop",
      vpcConfig: { subnetIds },
      roleArn: await account.role("other", service, policy),
    };
    await account.refuses(clusterType, inputs, message);
  });

  test("can be reached somehow", async () => {
    const inputs = await account.clusterInputs();
    const closed = { subnetIds, endpointPublicAccess: false };
    await account.refuses(
      clusterType,
      { ...inputs, vpcConfig: closed },
      "endpoint access cannot be both disabled",
    );
    await cloud.create(clusterType, { ...inputs, vpcConfig: { ...closed, endpointPrivateAccess: true } });
  });

  test("are upgraded by one release at a time", async () => {
    const inputs = await account.clusterInputs();
    await account.refuses(clusterType, { ...inputs, version: "1.99" }, "unsupported Kubernetes version 1.99");
    await cloud.create(clusterType, { ...inputs, version: "1.33" });
    const upgraded = (version: string) =>
      cloud.update(clusterType, "shop", { old: inputs, now: { ...inputs, version } });

    await expect(upgraded("1.35")).rejects.toThrow(
      "Unsupported Kubernetes minor version update from 1.33 to 1.35",
    );
    expect(await upgraded("1.34")).toMatchObject({ version: "1.34", vpcConfig: { vpcId } });
  });

  test("are made anew for what cannot be changed", async () => {
    const old = {
      ...(await account.clusterInputs()),
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
    };
    const replaces = (changes: Changed) => cloud.replaces(clusterType, old, changed(old, changes));

    expect(await replaces({ name: "b", roleArn: "c", bootstrapSelfManagedAddons: true })).toEqual([
      "bootstrapSelfManagedAddons",
      "name",
      "roleArn",
    ]);
    expect(
      await replaces({
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      }),
    ).toEqual(["accessConfig"]);
    expect(await replaces({ version: "1.35", vpcConfig: { subnetIds: ["a"] } })).toEqual([]);
  });

  test("are not deleted while they are protected", async () => {
    await cloud.create(clusterType, { ...(await account.clusterInputs()), deletionProtection: true });
    await expect(cloud.delete(clusterType, "shop")).rejects.toThrow("deletion protection is enabled");
  });
});
