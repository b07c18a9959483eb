import { onePodEach } from "../installation";
import { ProgramCluster } from "../programs/program-cluster";

const namespace = "openops-team";

/** A namespace of a team, with a quota and a range that somebody else keeps. */
let cluster: ProgramCluster;

const config = {
  cluster: { kind: "kubeconfig", createNamespace: false },
  quota: { existingQuotas: ["team-quota"], existingLimitRanges: ["team-limits"] },
};

function keepQuota(hard: Readonly<Record<string, string>>): Promise<void> {
  const metadata = { name: "team-quota", namespace };
  return cluster.apply({ apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard } });
}

function keepRange(...limits: readonly object[]): Promise<void> {
  const metadata = { name: "team-limits", namespace };
  return cluster.apply({ apiVersion: "v1", kind: "LimitRange", metadata, spec: { limits } });
}

/** The least that the stack dev has room in, rollouts included. */
const justEnough = {
  "requests.cpu": "3800m",
  "requests.memory": "8000Mi",
  "limits.cpu": "7700m",
  "limits.memory": "17024Mi",
  pods: "12",
  persistentvolumeclaims: "3",
};

beforeAll(async () => {
  cluster = await ProgramCluster.start(namespace);
  await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
});

afterAll(() => cluster.stop());

describe("limits that others keep in the namespace", () => {
  test("are missed at the preview, with the configuration that names them", async () => {
    const said = await cluster.refusal(config);

    expect(said).toContain(
      "openops:quota.existingQuotas[0]: expected the name of a ResourceQuota in namespace openops-team, got team-quota, which is not there",
    );
    expect(said).toContain(
      "openops:quota.existingLimitRanges[0]: expected the name of a LimitRange in namespace openops-team, got team-limits, which is not there",
    );
  });

  test("refuse at the preview what does not fit, all of it at once, and nothing is made", async () => {
    await keepQuota({ ...justEnough, "limits.memory": "14Gi", pods: "11" });
    await keepRange(
      { type: "Container", max: { memory: "1536Mi" } },
      { type: "PersistentVolumeClaim", max: { storage: "15Gi" } },
    );
    const said = await cluster.refusal(config);

    const told = [...said.matchAll(/openops:(quota\S+): expected (.+?)(?:, which.+?)?, got (\S+?)[: ]/g)];

    expect([...new Set(told.map(([, path, expected, got]) => `${path}: ${expected}, got ${got}`))]).toEqual([
      "quota.existingQuotas[0]: the ResourceQuota team-quota to have at least 17024Mi of limits.memory, for every pod at its most and in a rollout, got 14Gi",
      "quota.existingQuotas[0]: the ResourceQuota team-quota to have at least 12 of pods, for every pod at its most and in a rollout, got 11",
      "quota.existingLimitRanges[0]: at most 1536Mi of memory for services.app.resources, got 2Gi",
      "quota.existingLimitRanges[0]: at most 1536Mi of memory for services.tables.resources, got 3Gi",
      "quota.existingLimitRanges[0]: at most 1536Mi of memory for services.analytics.resources, got 2Gi",
      "quota.existingLimitRanges[0]: at most 15Gi for database.storage.sizeGi, got 20Gi",
    ]);
    expect(
      await cluster.installation.names("deployments,statefulsets,persistentvolumeclaims,secrets"),
    ).toEqual([]);
  });

  test("have room for the stack where the preview says so", async () => {
    await keepQuota(justEnough);
    await keepRange(
      { type: "Container", max: { cpu: "1", memory: "3Gi" }, min: { cpu: "10m" } },
      { type: "PersistentVolumeClaim", max: { storage: "20Gi" } },
    );
    await cluster.up(config);

    expect(await cluster.installation.readiness()).toEqual(onePodEach);
    expect(await cluster.stored("quota/team-quota", ".status.used")).toMatchObject({
      persistentvolumeclaims: "3",
    });
  });

  test("have room for a rollout of everything", async () => {
    const before = await cluster.installation.specifications();
    await cluster.up({ ...config, annotations: {}, labels: { team: "finops" } });

    expect(await cluster.installation.changedSince(before)).toHaveLength(7);
    expect(await cluster.installation.readiness()).toHaveLength(7);
  });

  test("stay as they are", async () => {
    expect(await cluster.stored("quota/team-quota", ".spec.hard")).toEqual(justEnough);
    expect(await cluster.installation.names("resourcequotas,limitranges")).toEqual([
      "team-limits",
      "team-quota",
    ]);
  });
});
