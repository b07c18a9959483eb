import { runProgram } from "../../support/program";

const quota = { existingQuotas: ["team-quota"], existingLimitRanges: ["team-limits"] };
const roomy = {
  "team-quota": { hard: { "requests.cpu": "20", "limits.memory": "80Gi", pods: "50", configmaps: "10" } },
  "team-limits": {
    limits: [
      { type: "Container", max: { cpu: "4", memory: "8Gi" }, min: { cpu: "10m" } },
      { type: "Pod", max: { memory: "16Gi" } },
      { type: "PersistentVolumeClaim", max: { storage: "100Gi" } },
    ],
  },
};

function run(live: Readonly<Record<string, unknown>>) {
  return runProgram(
    "dev",
    {
      "openops:preset": "dev",
      "openops:cluster": JSON.stringify({ createNamespace: false }),
      "openops:quota": JSON.stringify(quota),
    },
    { live: { ...roomy, ...live } },
  );
}

test("a stack in a namespace with room for it makes none of what others allow, and keeps none of it", async () => {
  const { reads, resources } = await run({});

  expect(reads.filter((read) => /ResourceQuota|LimitRange/.test(read))).toEqual([]);
  expect(resources.filter(({ type }) => /ResourceQuota|LimitRange/.test(type))).toEqual([]);
});

test("a quota without room is refused before anything is made, with what is needed of each thing", async () => {
  const hard = { cpu: "3", "limits.memory": "14Gi", "count/pods": "11", persistentvolumeclaims: "2" };

  await expect(run({ "team-quota": { hard } })).rejects.toThrow(
    [
      "What the namespace allows does not fit the plan; it has 4 faults; nothing was changed.",
      "  openops:quota.existingQuotas[0]: expected the ResourceQuota team-quota to have at least 3800m of cpu, for every pod at its most and in a rollout, got 3: pods would be refused when they are needed (ask who keeps it for more, or ask for less here)",
      "  openops:quota.existingQuotas[0]: expected the ResourceQuota team-quota to have at least 17024Mi of limits.memory, for every pod at its most and in a rollout, got 14Gi: pods would be refused when they are needed (ask who keeps it for more, or ask for less here)",
      "  openops:quota.existingQuotas[0]: expected the ResourceQuota team-quota to have at least 12 of pods, for every pod at its most and in a rollout, got 11: pods would be refused when they are needed (ask who keeps it for more, or ask for less here)",
      "  openops:quota.existingQuotas[0]: expected the ResourceQuota team-quota to have at least 3 of persistentvolumeclaims, for every pod at its most and in a rollout, got 2: pods would be refused when they are needed (ask who keeps it for more, or ask for less here)",
    ].join("\n"),
  );
});

test.each([
  [
    { type: "Container", max: { memory: "1536Mi" } },
    "expected at most 1536Mi of memory for services.app.resources, which is what the LimitRange team-limits allows, got 2Gi",
  ],
  [
    { type: "Container", min: { cpu: "50m" } },
    "expected at least 50m of cpu for wait-for-peers, which is what the LimitRange team-limits allows, got 10m",
  ],
  [
    { type: "Pod", max: { cpu: "500m" } },
    "expected at most 500m of cpu for the pods of app, which is what the LimitRange team-limits allows, got 1000m",
  ],
  [
    { type: "PersistentVolumeClaim", max: { storage: "15Gi" } },
    "expected at most 15Gi for database.storage.sizeGi, which is what the LimitRange team-limits allows, got 20Gi",
  ],
])("a range that refuses a part of the stack is refused, with the part: %j", async (limit, line) => {
  await expect(run({ "team-limits": { limits: [limit] } })).rejects.toThrow(line);
});

test("a quota that is not there is refused, by its name", async () => {
  const { "team-limits": limits } = roomy;
  const config = {
    "openops:preset": "dev",
    "openops:cluster": JSON.stringify({ createNamespace: false }),
    "openops:quota": JSON.stringify(quota),
  };

  await expect(runProgram("dev", config, { live: { "team-limits": limits } })).rejects.toThrow(
    "openops:quota.existingQuotas[0]: expected the name of a ResourceQuota in namespace openops-dev, got team-quota, which is not there (make it there first, or do not name it here)",
  );
});

test("a quantity in a form that cannot be compared is refused, without a stack trace", async () => {
  await expect(run({ "team-quota": { hard: { pods: "1e3" } } })).rejects.toThrow(
    "openops:quota.existingQuotas[0]: expected quantities such as 500m or 20Gi in team-quota, got one in another form",
  );
});

test("what others made is looked for in a namespace of theirs alone", async () => {
  const own = runProgram("dev", { "openops:preset": "dev", "openops:quota": JSON.stringify(quota) });

  await expect(own).rejects.toThrow(
    "openops:cluster.createNamespace: expected false, got true: a namespace that the stack makes has nothing of others in it",
  );
});
