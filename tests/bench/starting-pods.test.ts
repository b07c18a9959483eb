import { StartingPods } from "../../bench/starts/starting-pods";

interface PlayedPod {
  readonly component: string;
  readonly initContainers?: readonly { readonly name: string }[];
}

/** A cluster with these pods, of which a patch makes one ready. */
function cluster(pods: Readonly<Record<string, PlayedPod>>) {
  const ready = new Set<string>();
  const kubectl = async (args: readonly string[]): Promise<string> => {
    const [verb, , name = ""] = args;
    if (verb === "patch") {
      ready.add(name);
    }
    return Promise.resolve(
      JSON.stringify({
        items: Object.entries(pods).map(([pod, { component, initContainers = [] }]) => ({
          metadata: { uid: pod, name: pod, labels: { "app.kubernetes.io/component": component } },
          spec: { nodeName: "sandbox-1", initContainers },
          status: { conditions: [{ type: "Ready", status: ready.has(pod) ? "True" : "False" }] },
        })),
      }),
    );
  };
  return { ready, kubectl };
}

const namespace = "openops-slow";
const needs = { app: ["database"] };
const awaited = { app: ["database"] };

/** Plays the pods once each second of a time, from second to second. */
async function playFor(pods: StartingPods, from: number, to: number): Promise<void> {
  for (let second = from; second <= to; second += 1) {
    await pods.play(second * 1000);
  }
}

test("a pod is ready once its program has started", async () => {
  const { ready, kubectl } = cluster({ postgres: { component: "database" } });
  const pods = new StartingPods({ kubectl, namespace, needs, awaited });

  await playFor(pods, 0, 4);
  expect([...ready]).toEqual([]);
  await playFor(pods, 5, 5);
  expect([...ready]).toEqual(["postgres"]);
});

test("a pod crashes while what it needs is missing, with pauses of 10 and 20 s between", async () => {
  const { kubectl } = cluster({ app: { component: "app" } });
  const pods = new StartingPods({ kubectl, namespace, needs, awaited });

  await playFor(pods, 0, 9);
  expect(pods.crashes).toBe(1);
  await playFor(pods, 10, 29);
  expect(pods.crashes).toBe(2);
  await playFor(pods, 30, 30);
  expect(pods.crashes).toBe(3);
});

test("a pod whose init container waits does not crash, and starts when its peer is ready", async () => {
  const { ready, kubectl } = cluster({
    postgres: { component: "database" },
    app: { component: "app", initContainers: [{ name: "wait-for-peers" }] },
  });
  const pods = new StartingPods({ kubectl, namespace, needs, awaited });

  await playFor(pods, 0, 35);
  expect([...ready]).toEqual(["postgres"]);
  await playFor(pods, 36, 36);
  expect([...ready]).toEqual(["postgres", "app"]);
  expect(pods.crashes).toBe(0);
});
