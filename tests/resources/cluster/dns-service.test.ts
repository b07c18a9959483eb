import { z } from "zod";
import { lookedUp } from "../../support/sources/looked-up-clusters";
import { runProgram, type ProgramRun } from "../../support/program";
import { writtenConfig } from "../../support/written-config";

const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const serviceType = "kubernetes:core/v1:Service";
const rulesSchema = z.object({
  egress: z.array(
    z.object({
      ports: z.array(z.object({ protocol: z.string(), port: z.number() })),
      to: z.array(z.object({ ipBlock: z.object({ cidr: z.string() }).optional() })),
    }),
  ),
});

function run(values: Readonly<Record<string, unknown>>, live: Readonly<Record<string, unknown>> = {}) {
  return runProgram("dev", writtenConfig({ preset: "dev", ...values }), { live });
}

/** The addresses that a service may ask for names at port 53, by UDP and TCP. */
function askedBy(name: string, { find }: ProgramRun): readonly string[] {
  const { egress } = rulesSchema.parse(find(policyType, name).inputs.spec);
  const asked = egress.filter(({ ports }) => ports.every(({ port }) => port === 53));
  expect(asked.map(({ ports }) => ports.map(({ protocol }) => protocol))).toEqual(
    asked.map(() => ["UDP", "TCP"]),
  );
  return asked
    .flatMap(({ to }) => to)
    .flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [ipBlock.cidr]));
}

const named = { network: { dnsService: { namespace: "openshift-dns", name: "dns-default" } } };

describe("the DNS Service of the cluster", () => {
  test("is not looked at where a stack does not name it", async () => {
    const { reads } = await run({});

    expect(reads.filter((read) => read.startsWith(serviceType))).toEqual([]);
  });

  test("is read and not made where a stack names it, and may be asked at each of its addresses", async () => {
    const live = { "dns-default": { clusterIP: "172.31.0.10", clusterIPs: ["172.31.0.10", "fd02::a"] } };
    const [without, found] = [await run({}), await run(named, live)];

    expect(found.reads).toContain(`${serviceType} openshift-dns/dns-default`);
    expect(found.resources.filter(({ name }) => name.startsWith("dns-default"))).toEqual([]);
    for (const name of ["openops-app", "postgres", "openops-database-bootstrap"]) {
      expect(askedBy(name, found)).toEqual([...askedBy(name, without), "172.31.0.10/32", "fd02::a/128"]);
    }
  });

  test("is kube-system/kube-dns where a stack asks for it without a name", async () => {
    const live = { "kube-dns": { clusterIP: "10.43.0.10", clusterIPs: ["10.43.0.10"] } };
    const { reads } = await run({ network: { dnsService: {} } }, live);

    expect(reads).toContain(`${serviceType} kube-system/kube-dns`);
  });

  test("is refused where it has no address, before anything is made", async () => {
    const live = { "dns-default": { clusterIP: "None", clusterIPs: ["None"] } };

    await expect(run(named, live)).rejects.toThrow(
      "openops:network.dnsService: expected a Service with an address of its own, got openshift-dns/dns-default, which has none: network policies know the resolver by it (name its pods with network.dnsNamespace and network.dnsPodLabels)",
    );
  });
});

test.each([
  ["EKS, of the resolver of Auto Mode too, by its range of Services", lookedUp.aws, "10.55.0.10/32"],
  ["GKE, by its range of Services", lookedUp.gcp, "10.56.16.10/32"],
  ["AKS, which says it itself", lookedUp.azure, "10.57.0.53/32"],
] as const)(
  "the address of DNS is looked up in %s, without asking the cluster",
  async (_, values, address) => {
    const [without, found] = [await run({}), await run(values)];

    expect(askedBy("openops-app", found)).toEqual([...askedBy("openops-app", without), address]);
    expect(found.reads.filter((read) => read.startsWith(serviceType))).toEqual([]);
  },
);

test("where nothing is left at port 53 there is no rule for it, which would let everything through", async () => {
  const { find } = await run({ network: { dnsKnownPlaces: false, dnsPorts: [5353] } });
  const { egress } = rulesSchema.parse(find(policyType, "openops-analytics").inputs.spec);

  expect(egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[5353, 5353], [5432], [6379]]);
  expect(egress.filter(({ to }) => to.length === 0)).toEqual([]);
});
