import { z } from "zod";
import { takeSnapshots } from "../../../cli/backup/snapshots";
import { Kubectl } from "../../../cli/cluster-access/kubectl";
import type { RawMap } from "../../../components/config/layers";
import { configOf } from "../../support/configuration";

const created = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

/** A cluster whose driver answers each look at a snapshot with the next of these. */
class PlayedCluster extends Kubectl {
  readonly made: z.output<typeof created>["items"] = [];
  readonly asked: string[] = [];

  constructor(private readonly answers: readonly object[]) {
    super({ program: "kubectl", args: [] });
  }

  override run([verb = "", , name = ""]: readonly string[], manifest = ""): Promise<string> {
    if (verb === "create") {
      this.made.push(...created.parse(JSON.parse(manifest)).items);
      return Promise.resolve("");
    }
    this.asked.push(name);
    const answer = this.answers[Math.min(this.asked.length, this.answers.length) - 1];
    return Promise.resolve(JSON.stringify(answer));
  }
}

async function take(config: RawMap, kubectl: PlayedCluster): Promise<readonly string[]> {
  const told: string[] = [];
  await takeSnapshots({
    kubectl,
    namespace: "openops-test",
    config: configOf(config),
    suffix: "20261101t010000z",
    report: (line) => void told.push(line.trim()),
  });
  return told;
}

const withClass = { backup: { enabled: true, volumeSnapshotClass: "csi-snapclass" } };
const ready = { status: { readyToUse: true } };

describe("a backup with a class of snapshots", () => {
  test("takes one of each volume with data, and waits until its driver has it", async () => {
    const cluster = new PlayedCluster([{}, { status: { readyToUse: false } }, ready]);
    const names = ["tables-pvc", "data-postgres-0", "data-redis-0"].map(
      (claim) => `${claim}-20261101t010000z`,
    );

    expect(await take(withClass, cluster)).toEqual(names.map((name) => `snapshot ${name} is ready`));
    expect(cluster.asked).toEqual([names[0], names[0], ...names]);
    expect(cluster.made[0]).toEqual({
      apiVersion: "snapshot.storage.k8s.io/v1",
      kind: "VolumeSnapshot",
      metadata: { name: "tables-pvc-20261101t010000z", namespace: "openops-test" },
      spec: {
        volumeSnapshotClassName: "csi-snapclass",
        source: { persistentVolumeClaimName: "tables-pvc" },
      },
    });
    expect(cluster.made).toHaveLength(3);
  });

  test("takes none of servers outside the cluster", async () => {
    const cluster = new PlayedCluster([ready]);
    const aws = { clouds: { aws: { region: "eu-west-1" } }, cluster: { kind: "eks", name: "production" } };
    await take({ ...withClass, ...aws, database: { kind: "aws" }, cache: { kind: "aws" } }, cluster);

    expect(cluster.asked).toEqual(["tables-pvc-20261101t010000z"]);
  });

  test("does nothing where no class is named", async () => {
    const cluster = new PlayedCluster([ready]);

    expect(await take({ backup: { enabled: true } }, cluster)).toEqual([]);
    expect(cluster.made).toEqual([]);
  });
});
