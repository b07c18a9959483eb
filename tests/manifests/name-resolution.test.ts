import type { RenderedObject } from "../../cli/render/rendered-objects";
import type { RawMap } from "../../components/config/layers";
import { judged, podOf, renderedPods, type Peer, type Port } from "./connections";
import { both, closedPlaces, dnsLayouts } from "./dns-layouts";
import { configOfExample, configOfStack, ingress, renderConfig } from "./rendered-stack";

const stacks: readonly (readonly [string, RawMap])[] = [
  ["dev", configOfStack("dev")],
  ["ci", configOfStack("ci")],
  ["staging", configOfStack("staging")],
  ["prod", configOfStack("prod")],
  [
    "high availability with monitoring",
    {
      ...configOfExample("high-availability"),
      "openops:exposure": ingress,
      "openops:monitoring": { kind: "prometheus" },
    },
  ],
];

/** The ports at which pods of a stack may open connections to a place, by pod. */
function opened(
  objects: readonly RenderedObject[],
  { place, ports }: { readonly place: Peer; readonly ports: readonly Port[] },
): Readonly<Record<string, readonly string[]>> {
  const connections = judged(objects, { others: [place], ports }).filter(({ to }) => to === place.name);
  const names = [...renderedPods(objects).keys()];
  return Object.fromEntries(
    names.map((name) => [
      name,
      connections
        .filter(({ from }) => from === name)
        .map(({ port }) => port)
        .sort(),
    ]),
  );
}

/** That every pod may open these ports. */
function everyPod(
  objects: readonly RenderedObject[],
  ports: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...renderedPods(objects).keys()].map((name) => [name, ports]));
}

describe.each(stacks)("every pod of %s", (stack, config) => {
  let objects: readonly RenderedObject[] = [];
  beforeAll(async () => {
    objects = await renderConfig(config);
  });

  test("is made by a workload that is looked at", () => {
    const names = [...renderedPods(objects).keys()];
    const stores = ["postgres", "redis"].filter((name) => names.includes(name));

    expect(names).toEqual(
      expect.arrayContaining(["nginx", "openops-app", "openops-tables", "openops-database-bootstrap"]),
    );
    expect(stores).toEqual(["dev", "ci", "staging"].includes(stack) ? ["postgres", "redis"] : []);
  });

  test.each(dnsLayouts.map((layout) => [layout.cluster, layout] as const))(
    "may ask the resolver of %s, by UDP and TCP",
    (_cluster, { resolver, port }) => {
      expect(opened(objects, { place: resolver, ports: both(port) })).toEqual(
        everyPod(objects, [`${port}/TCP`, `${port}/UDP`]),
      );
    },
  );

  test.each(closedPlaces.map((place) => [place.name, place] as const))(
    "reaches nothing beside a resolver: %s",
    (_name, { ports, ...place }) => {
      expect(opened(objects, { place, ports })).toEqual(everyPod(objects, []));
    },
  );
});

describe("a resolver that is elsewhere", () => {
  const network = (values: RawMap): RawMap => ({ "openops:preset": "dev", "openops:network": values });
  const resolvers = {
    pods: podOf("pods", "10.244.9.9", { namespace: "dns", labels: { app: "resolver" } }),
    corporate: { name: "corporate", ip: "10.1.2.3" },
    second: { name: "second", ip: "10.1.3.7" },
    byIpv6: { name: "by IPv6", ip: "fd00::a" },
    cloudDns: { name: "Cloud DNS", ip: "169.254.169.254" },
  };

  test("is asked where the configuration says, and at its port alone", async () => {
    const objects = await renderConfig(
      network({
        dnsNamespace: "dns",
        dnsPodLabels: { app: "resolver" },
        dnsAddresses: ["10.1.2.3", "10.1.3.0/29", "fd00::a"],
        dnsPorts: [1053],
      }),
    );
    const ports = both(53, 1053, 5353);
    const expected = everyPod(objects, ["1053/TCP", "1053/UDP"]);

    expect(opened(objects, { place: resolvers.pods, ports })).toEqual(expected);
    expect(opened(objects, { place: resolvers.corporate, ports })).toEqual(expected);
    expect(opened(objects, { place: resolvers.second, ports })).toEqual(expected);
    expect(opened(objects, { place: resolvers.byIpv6, ports })).toEqual(expected);
    expect(opened(objects, { place: resolvers.cloudDns, ports })).toEqual(
      everyPod(objects, ["53/TCP", "53/UDP"]),
    );
  });

  test("is the only one where what is known of other clusters is left out", async () => {
    const objects = await renderConfig(network({ dnsKnownPlaces: false, dnsPorts: [53] }));
    // By TCP the engine may reach every port of the internet.
    const open = dnsLayouts.filter(({ resolver, port }) =>
      Object.values(opened(objects, { place: resolver, ports: [{ protocol: "UDP", port }] })).some(
        ({ length }) => length > 0,
      ),
    );

    expect(open.map(({ resolver: { ip }, port }) => `${ip}:${port}`)).toEqual(["10.244.9.1:53"]);
  });
});
