import { servicesOf } from "../../components/stack/declared-services";
import type { RawMap } from "../../components/config/layers";
import { objectName } from "../../components/plan/names";
import { connectionsOf } from "../../components/plan/network/policies";
import { allowedConnections, outsiders } from "./connections";
import { configOfExample, ingress, readConfig, renderConfig } from "./rendered-stack";
import { releaseWithWorkers } from "../support/docs/releases";
import { writtenConfig } from "../support/written-config";

const dns = "53/TCP, 53/UDP";
const servers = [
  { name: "postgres", ip: "10.20.0.7" },
  { name: "redis", ip: "10.20.1.7" },
];
const solver = { "acme.cert-manager.io/http01-solver": "true" };

const dev = { "openops:preset": "dev" };
const workers = { ...dev, ...writtenConfig(releaseWithWorkers) };
const highAvailability: RawMap = {
  ...configOfExample("high-availability"),
  "openops:exposure": ingress,
  "openops:monitoring": {
    kind: "prometheus",
    probe: { prober: "blackbox-exporter.monitoring.svc:9115" },
  },
};

type Connections = Readonly<Record<string, string>>;

/** What everybody outside the stack may open, and no pod of the stack. */
function fromEverybody(to: string, ports: string, servers: readonly string[] = []): Connections {
  return Object.fromEntries([...outsiders, ...servers].map((from) => [`${from} -> ${to}`, ports]));
}

function connections(executor: string, port: number): Connections {
  return {
    "nginx -> openops-app": "80/TCP",
    "nginx -> openops-tables": "80/TCP",
    "nginx -> openops-analytics": "8088/TCP",
    "openops-app -> postgres": "5432/TCP",
    "openops-app -> redis": "6379/TCP",
    "openops-app -> openops-tables": "80/TCP",
    "openops-app -> openops-analytics": "8088/TCP",
    [`openops-app -> ${executor}`]: `${port}/TCP`,
    [`${executor} -> openops-app`]: "80/TCP",
    [`${executor} -> redis`]: "6379/TCP",
    [`${executor} -> openops-tables`]: "80/TCP",
    "openops-tables -> postgres": "5432/TCP",
    "openops-tables -> redis": "6379/TCP",
    "openops-analytics -> postgres": "5432/TCP",
    "openops-analytics -> redis": "6379/TCP",
    "openops-database-bootstrap -> postgres": "5432/TCP",
  };
}

/** What every pod may ask: DNS in pods, and that of a cloud, whose metadata service has the same address. */
function resolution(...names: readonly string[]): Connections {
  return Object.fromEntries(
    names.flatMap((from) => ["cluster DNS", "metadata service"].map((to) => [`${from} -> ${to}`, dns])),
  );
}

/** The internet, by either version of IP, and DNS for the services and the Job that prepares databases. */
function outward(executor: string): Connections {
  const online = { "openops-app": "443/TCP", "openops-tables": "443/TCP", [executor]: "every TCP port" };
  const named = [...Object.keys(online), "nginx", "openops-analytics", "openops-database-bootstrap"];
  return Object.fromEntries([
    ...Object.entries(resolution(...named)),
    ...Object.entries(online).flatMap(([from, ports]) =>
      ["internet", "internet by IPv6"].map((to) => [`${from} -> ${to}`, ports]),
    ),
  ]);
}

describe("an engine that is not ours allows, of all pairs of pods, addresses and ports, these and no others", () => {
  test("in the stack dev", async () => {
    expect(allowedConnections(await renderConfig(dev))).toEqual({
      ...connections("openops-engine", 3005),
      ...outward("openops-engine"),
      ...resolution("postgres", "redis"),
      ...fromEverybody("nginx", "8080/TCP"),
    });
  });

  test("with workers", async () => {
    expect(allowedConnections(await renderConfig(workers))).toEqual({
      ...connections("openops-worker", 3000),
      ...outward("openops-worker"),
      ...resolution("postgres", "redis"),
      ...fromEverybody("nginx", "8080/TCP"),
    });
  });

  test("in high availability with monitoring, backups, servers outside and cert-manager's pods", async () => {
    const allowed = allowedConnections(await renderConfig(highAvailability), { servers, guests: { solver } });
    const backups = ["openops-backup", "openops-restore"].map((name) => [`${name} -> postgres`, "5432/TCP"]);

    expect(allowed).toEqual({
      ...connections("openops-engine", 3005),
      ...outward("openops-engine"),
      ...Object.fromEntries(backups),
      ...resolution("openops-backup", "openops-restore", "postgres-exporter", "redis-exporter"),
      ...fromEverybody("nginx", "8080/TCP", ["postgres", "redis"]),
      ...fromEverybody("solver", "8089/TCP", ["postgres", "redis"]),
      "postgres-exporter -> postgres": "5432/TCP",
      "redis-exporter -> redis": "6379/TCP",
      "Prometheus -> nginx": "8080/TCP, 9113/TCP",
      "Prometheus -> openops-app": "80/TCP",
      "Prometheus -> openops-analytics": "8088/TCP",
      "Prometheus -> postgres-exporter": "9187/TCP",
      "Prometheus -> redis-exporter": "9121/TCP",
    });
  });
});

test.each([
  ["dev", dev],
  ["with workers", workers],
  ["of high availability", highAvailability],
])(
  "in the stack %s these are, between its parts, the connections that services declare",
  async (_name, values) => {
    const config = readConfig(values);
    const declared = connectionsOf(servicesOf(config), config);
    const allowed = Object.entries(allowedConnections(await renderConfig(values), { servers }));
    // Stores open no connection to a part of the stack; where they are outside of it, they may what all may.
    const isOutside = ([from = "", to = ""]: readonly string[]): boolean =>
      [...outsiders, "postgres", "redis"].includes(from) || outsiders.includes(to);
    const inside = allowed.filter(([pair]) => !isOutside(pair.split(" -> ")));

    expect(declared.length).toBeGreaterThan(15);
    // Backups and restores are one component.
    expect(Object.fromEntries(inside.filter(([pair]) => !pair.startsWith("openops-restore ")))).toEqual(
      Object.fromEntries(
        declared.map(({ from, to, port }) => [`${objectName(from)} -> ${objectName(to)}`, `${port}/TCP`]),
      ),
    );
  },
);
