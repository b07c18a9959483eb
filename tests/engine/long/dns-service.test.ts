import { z } from "zod";
import { ProgramCluster } from "../programs/program-cluster";

const namespace = "openops-names";
const config = { network: { dnsService: { namespace: "dns", name: "resolver" } } };
const policySchema = z.object({
  egress: z.array(
    z.object({
      ports: z.array(z.object({ port: z.number() })),
      to: z.array(z.object({ ipBlock: z.object({ cidr: z.string() }).optional() })).optional(),
    }),
  ),
});

let cluster: ProgramCluster;

function keepResolver(annotations: Readonly<Record<string, string>> = {}): Promise<void> {
  const ports = ["UDP", "TCP"].map((protocol) => ({ name: protocol.toLowerCase(), port: 53, protocol }));
  return cluster.apply({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "resolver", namespace: "dns", annotations },
    spec: { clusterIP: "10.96.7.53", selector: { app: "resolver" }, ports },
  });
}

beforeAll(async () => {
  cluster = await ProgramCluster.start(namespace);
  await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "dns" } });
});

afterAll(() => cluster.stop());

describe("the Service of the cluster's DNS", () => {
  test("is missed at the preview where it is not there, with the configuration that names it", async () => {
    expect(await cluster.refusal(config)).toContain("resolver (openops:network.dnsService)");
  });

  test("is read at the preview, and every pod may ask its address", async () => {
    await keepResolver();
    await cluster.up(config);
    const { output } = await cluster.kubectl(["get", "networkpolicies", "-n", namespace, "-o", "name"]);
    const names = output
      .trim()
      .split("\n")
      .filter((name) => !name.endsWith("/default-deny"));

    expect(names.length).toBeGreaterThan(6);
    for (const name of names) {
      const { egress } = policySchema.parse(await cluster.stored(name));
      const asked = egress.filter(({ to = [] }) =>
        to.some(({ ipBlock }) => ipBlock?.cidr === "10.96.7.53/32"),
      );
      expect(asked.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[53, 53]]);
    }
  });

  test("changes nothing at later previews, also where its keepers change it", async () => {
    await keepResolver({ "example.com/changed": "yes" });

    const { changes } = await cluster.preview(config);

    expect(Object.keys(changes).sort()).toEqual(["read", "same"]);
  });

  test("leaves the policies where a stack no longer names it, and changes nothing else", async () => {
    const { changes } = await cluster.up({});
    const { output } = await cluster.kubectl(["get", "networkpolicies", "-n", namespace, "-o", "name"]);

    expect(changes).toEqual({
      read: expect.any(Number),
      same: expect.any(Number),
      // All but the one that refuses everything.
      update: output.trim().split("\n").length - 1,
      // The component that read the Service, and what it read.
      delete: 1,
      discard: 1,
    });
    const { egress } = policySchema.parse(await cluster.stored("networkpolicy/openops-app"));
    expect(JSON.stringify(egress)).not.toContain("10.96.7.53");
  });
});
