import { Writers } from "../../../cli/backup/scaled-down";
import { Kubectl } from "../../../cli/cluster-access/kubectl";
import { planOf } from "../../support/configuration";

const forgotten = "openops.com/replicas-before-restore-";

/** A cluster whose Deployments a restore has stopped, each of which had so many pods; it writes down what changes. */
class StoppedCluster extends Kubectl {
  readonly changes: string[] = [];

  constructor(
    private readonly pods: Readonly<Record<string, number>>,
    private readonly unready = "",
  ) {
    super({ program: "kubectl", args: [] });
  }

  override run(args: readonly string[]): Promise<string> {
    const [verb = "", kind = "", object = ""] = args;
    if (verb === "get") {
      const annotations = { "openops.com/replicas-before-restore": String(this.pods[object] ?? 1) };
      return Promise.resolve(
        JSON.stringify({ metadata: { annotations }, spec: { replicas: 0, selector: { matchLabels: {} } } }),
      );
    }
    this.changes.push(verb === "rollout" ? `wait for ${object}` : `${verb} ${kind} ${object}`);
    return verb === "rollout" && object === this.unready
      ? Promise.reject(new Error(`${object} is not ready`))
      : Promise.resolve("");
  }
}

async function startedAfterRestore(
  pods: Readonly<Record<string, number>>,
  unready?: string,
): Promise<readonly string[]> {
  const cluster = new StoppedCluster(pods, unready);
  const services = Object.fromEntries(Object.keys(pods).map((name) => [name.slice(8), { replicas: 3 }]));
  const plan = planOf({ preset: "prod", publicUrl: "https://openops.example.com", services });
  const starting = new Writers({ kubectl: cluster, plan, report: () => undefined }).start();
  await (unready === undefined ? starting : expect(starting).rejects.toThrow(`${unready} is not ready`));
  return cluster.changes.map((change) => change.replaceAll("deployment/openops-", ""));
}

describe("after a restore", () => {
  test("each service starts once those it starts after are ready, and waits for no other", async () => {
    expect(await startedAfterRestore({})).toEqual([
      ...["scale tables --replicas=1", "scale analytics --replicas=1"],
      ...["wait for tables", "wait for analytics"],
      ...[`annotate tables ${forgotten}`, `annotate analytics ${forgotten}`],
      ...["scale app --replicas=1", "wait for app", `annotate app ${forgotten}`],
      ...["scale engine --replicas=1", "wait for engine", `annotate engine ${forgotten}`],
    ]);
  });

  test("one that does not become ready keeps only those from starting that need it", async () => {
    expect(await startedAfterRestore({}, "deployment/openops-tables")).toEqual([
      ...["scale tables --replicas=1", "scale analytics --replicas=1"],
      ...["wait for tables", "wait for analytics", `annotate analytics ${forgotten}`],
    ]);
  });

  test("one pod of the app migrates alone what may be of an older release, before the others start", async () => {
    const changes = await startedAfterRestore({ "openops-app": 3 });

    expect(changes.filter((change) => / app( |$)/.test(change))).toEqual([
      "scale app --replicas=1",
      "wait for app",
      "scale app --replicas=3",
      "wait for app",
      `annotate app ${forgotten}`,
    ]);
  });
});
