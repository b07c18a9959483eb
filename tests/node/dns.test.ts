import { z } from "zod";
import { podListSchema } from "./pod-list";
import { RealStack } from "./real-stack";

const ready = [
  "nginx: ready, 0 restarts",
  "openops-analytics: ready, 0 restarts",
  "openops-app: ready, 0 restarts",
  "openops-engine: ready, 0 restarts",
  "openops-tables: ready, 0 restarts",
  "postgres: ready, 0 restarts",
  "redis: ready, 0 restarts",
];

const resolvers = {
  node: { where: "at a link-local address of the node, which no Service leads to", address: "169.254.20.10" },
  openshift: { where: "in pods that listen on port 5353, as in OpenShift", address: "10.96.0.10" },
} as const;

const smokeSchema = z.object({
  results: z.array(z.object({ what: z.string(), from: z.string(), ok: z.boolean(), detail: z.string() })),
});

/** Asks for a name as clients do, by UDP and then by TCP, and says which of them found an address. */
const script = `
exec 2> /dev/null
grep ^nameserver /etc/resolv.conf
timeout 4 getent ahostsv4 "$1" > /dev/null && echo UDP
RES_OPTIONS=use-vc timeout 4 getent ahostsv4 "$1" > /dev/null && echo TCP
timeout 2 bash -c 'exec 3<>/dev/tcp/169.254.169.254/80' && echo metadata
true
`;

describe.each(Object.entries(resolvers))("with the resolver of the kind %s", (kind, { where, address }) => {
  let stack: RealStack;

  beforeAll(async () => {
    stack = await RealStack.onNode("dev", "--dns", kind);
    await stack.up({ preset: "dev" });
  }, 900_000);

  afterAll(() => stack?.remove());

  /** What each of the stack's pods says of names. */
  async function answers(): Promise<Readonly<Record<string, readonly string[]>>> {
    const list = [
      "-n",
      stack.namespace,
      "get",
      "pods",
      "--field-selector=status.phase=Running",
      "-o",
      "json",
    ];
    const { items } = podListSchema.parse(JSON.parse((await stack.kubectl(list)).output));
    const name = `redis.${stack.namespace}.svc.cluster.local`;
    const asked = items.map(async ({ metadata }) => {
      const command = ["bash", "-c", script, "names", name];
      const exec = ["-n", stack.namespace, "exec", "--quiet", metadata.name, "--", ...command];
      const { output } = await stack.kubectl(exec);
      return [z.string().parse(metadata.labels["app"]), output.trim().split("\n")] as const;
    });
    return Object.fromEntries(await Promise.all(asked));
  }

  /** The same for every pod. */
  function everyPod(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(ready.map((line) => [line.split(":")[0] ?? "", lines]));
  }

  test(`${where}, every pod becomes ready, which each does after it has found its peers by their names`, async () => {
    expect(await stack.pods()).toEqual(ready);
  });

  test("every pod finds names there by UDP and by TCP, and no metadata service", async () => {
    expect(await answers()).toEqual(everyPod([`nameserver ${address}`, "UDP", "TCP"]));
  });

  test("no pod does where the configuration leaves the known places out", async () => {
    await stack.up({ preset: "dev", network: { dnsKnownPlaces: false } });

    expect(await answers()).toEqual(everyPod([`nameserver ${address}`]));
  });

  test("smoke then names the resolver, from both pods that ask", async () => {
    const { code, out } = await stack.checkout.run("smoke", "--stack", stack.stack, "--json");
    const { results } = smokeSchema.parse(JSON.parse(out));
    const detail = `no answer from DNS at ${address}: network policies let pods ask where openops:network says, see docs/network.md`;

    expect(code).toBe(1);
    expect(results.filter(({ what }) => what === "DNS")).toEqual([
      { what: "DNS", from: "inside, as gateway", ok: false, detail },
      { what: "DNS", from: "inside, as app", ok: false, detail },
    ]);
  });

  test("every pod does again where the configuration names the place", async () => {
    const named =
      kind === "node"
        ? { dnsAddresses: [address] }
        : {
            dnsNamespace: "openshift-dns",
            dnsPodLabels: { "dns.operator.openshift.io/daemonset-dns": "default" },
          };
    await stack.up({ preset: "dev", network: { dnsKnownPlaces: false, ...named } });

    expect(await answers()).toEqual(everyPod([`nameserver ${address}`, "UDP", "TCP"]));
  });
});
