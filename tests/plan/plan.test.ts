import { declaredServices, inStartOrder, type Service } from "../../components/stack/declared-services";
import type { ComponentName } from "../../components/plan/component-name";
import type { PolicyRule } from "../../components/values/network-rule";
import type { Policy } from "../../components/plan/network/policies";
import { planOf } from "../support/configuration";
import { executions, releaseWith, releaseWithWorkers } from "../support/docs/releases";

function policyOf(component: string, values = {}): Policy | undefined {
  return planOf(values).policies.find((policy) => policy.component === component);
}

/** A rule in one line, for instance `app,worker:80`; where DNS is, is told by its own tests. */
function brief({ peers, ports, protocols }: PolicyRule<ComponentName>): string {
  if (protocols !== undefined) {
    return `dns:${String(ports)}`;
  }
  const names = peers.map((peer) => {
    switch (peer.kind) {
      case "component":
        return peer.component;
      case "addresses":
        return peer.cidr;
      case "namespace":
        return peer.namespace;
      case "pods":
        return `${peer.namespace} ${JSON.stringify(peer.labels)}`;
      default:
        return peer.kind;
    }
  });
  return `${names.join(",")}:${ports === "any" ? "any" : ports.join(",")}`;
}

function briefPolicy(component: string, values = {}) {
  const policy = policyOf(component, values);
  return policy && { in: policy.ingress.map(brief), out: policy.egress.map(brief) };
}

const internet = "0.0.0.0/0,::/0";
const dns = ["dns:53", "dns:5353", "dns:8053", "dns:53"];

describe("services start", () => {
  test("after what they wait for, the gateway last", () => {
    expect(planOf().services.map(({ service }) => service.id)).toEqual([
      "tables",
      "analytics",
      "app",
      "engine",
      "gateway",
    ]);
  });

  test("with a worker instead of the engine where execution says so", () => {
    expect(planOf(releaseWithWorkers).services.map(({ service }) => service.id)).toEqual([
      "tables",
      "analytics",
      "app",
      "worker",
      "gateway",
    ]);
  });

  test("without analytics where it is switched off", () => {
    const values = { services: { analytics: { enabled: false } } };

    expect(planOf(values).services.map(({ service }) => service.id)).toEqual([
      "tables",
      "app",
      "engine",
      "gateway",
    ]);
  });

  test("after the stores and the database's roles", () => {
    const after = Object.fromEntries(planOf().services.map(({ service, after }) => [service.id, after]));

    expect(after).toEqual({
      tables: ["database", "database-bootstrap", "cache"],
      analytics: ["database", "database-bootstrap", "cache"],
      app: ["database", "database-bootstrap", "cache", "tables", "analytics"],
      engine: ["cache", "tables", "app"],
      gateway: ["app", "tables", "analytics", "engine"],
    });
  });

  test("never in a circle", () => {
    const first: Service = { ...declaredServices.app, waitsFor: ["tables"] };
    const second: Service = { ...declaredServices.tables, waitsFor: ["app"] };

    expect(() => inStartOrder([first, second])).toThrow("Services wait for each other: app -> tables -> app");
  });
});

describe("pods wait at every start", () => {
  test("for the peers they declared, the gateway for none", () => {
    const waits = planOf().services.map(({ service, waits }) => [service.id, waits.map(({ name }) => name)]);

    expect(Object.fromEntries(waits)).toEqual({
      tables: ["database", "cache"],
      analytics: ["database", "cache"],
      app: ["database", "cache", "tables", "analytics"],
      engine: ["cache", "tables", "app"],
      gateway: [],
    });
  });
});

describe("the network policy of", () => {
  test.each([
    ["gateway", { in: ["anywhere:8080"], out: [...dns, "tables:80", "analytics:8088", "app:80"] }],
    [
      "app",
      {
        in: ["engine,gateway:80"],
        out: [
          ...dns,
          "database:5432",
          "cache:6379",
          "tables:80",
          "analytics:8088",
          "engine:3005",
          `${internet}:443`,
        ],
      },
    ],
    ["engine", { in: ["app:3005"], out: [...dns, "cache:6379", "tables:80", "app:80", `${internet}:any`] }],
    [
      "tables",
      { in: ["app,engine,gateway:80"], out: [...dns, "database:5432", "cache:6379", `${internet}:443`] },
    ],
    ["analytics", { in: ["app,gateway:8088"], out: [...dns, "database:5432", "cache:6379"] }],
    ["database", { in: ["tables,analytics,app,database-bootstrap:5432"], out: dns }],
    ["cache", { in: ["tables,analytics,app,engine:6379"], out: dns }],
    ["database-bootstrap", { in: [], out: [...dns, "database:5432"] }],
  ])("%s allows what is declared and nothing else", (component, expected) => {
    expect(briefPolicy(component)).toEqual(expected);
  });

  test.each([
    ["http://collector.monitoring.svc:4318", "4318"],
    ["http://collector.monitoring.svc", "80"],
    ["https://collector.monitoring.svc", "443"],
  ])("tables lets it out to the collector %s in a namespace, and the app not", (endpoint, port) => {
    const values = { integrations: { openTelemetry: { endpoint, namespace: "monitoring" } } };
    const rule = `monitoring:${port}`;

    expect(briefPolicy("tables", values)?.out).toEqual([...(briefPolicy("tables")?.out ?? []), rule]);
    expect(briefPolicy("app", values)).toEqual(briefPolicy("app"));
  });

  test.each([
    [{}, `${internet}:587`],
    [{ port: 465, tls: "implicit" }, `${internet}:465`],
    [{ addresses: ["10.20.0.25/32", "10.20.1.0/24"] }, "10.20.0.25/32,10.20.1.0/24:587"],
    [{ namespace: "mail" }, "mail:587"],
  ])("tables lets it out to a mail server with %j, and nothing else does", (where, rule) => {
    const server = { host: "smtp.example.com", from: "openops@example.com", ...where };
    const values = { mail: { server } };

    expect(briefPolicy("tables", values)?.out).toEqual([...(briefPolicy("tables")?.out ?? []), rule]);
    for (const component of ["app", "engine", "analytics", "gateway"] as const) {
      expect(briefPolicy(component, values)).toEqual(briefPolicy(component));
    }
  });

  test("the app lets it out to the port of Logz.io where telemetry goes there", () => {
    const values = { integrations: { telemetry: "LOGZIO" } };

    expect(briefPolicy("app", values)?.out).toEqual([...(briefPolicy("app")?.out ?? []), `${internet}:8053`]);
  });

  test("a worker lets only the app in, and the worker has no way to Postgres", () => {
    expect(briefPolicy("worker", releaseWithWorkers)).toEqual({
      in: ["app:3000"],
      out: [...dns, "cache:6379", "tables:80", "app:80", `${internet}:any`],
    });
  });

  test("analytics is not there where analytics is switched off, on neither side", () => {
    const policies = planOf({ services: { analytics: { enabled: false } } }).policies;

    expect(JSON.stringify(policies)).not.toContain("analytics");
  });

  test("the engine keeps it from the clouds' metadata service and from private ranges", () => {
    const outside = policyOf("engine")?.egress.at(-1)?.peers[0];

    expect(outside?.kind === "addresses" && outside.except).toEqual([
      "10.0.0.0/8",
      "100.64.0.0/10",
      "127.0.0.0/8",
      "169.254.0.0/16",
      "172.16.0.0/12",
      "192.168.0.0/16",
    ]);
  });

  test("a service with a configured target reaches it on its ports", () => {
    const values = { services: { engine: { egress: [{ cidr: "10.20.0.0/16", ports: [5432, 443] }] } } };

    expect(briefPolicy("engine", values)?.out.at(-1)).toBe("10.20.0.0/16:5432,443");
  });

  test("every connection has both sides", () => {
    for (const execution of executions) {
      const { policies } = planOf(releaseWith[execution]);
      const out = policies.flatMap(({ component, egress }) =>
        egress.flatMap(({ peers, ports }) =>
          peers.flatMap((peer) =>
            peer.kind === "component" ? [`${component}->${peer.component}:${ports}`] : [],
          ),
        ),
      );
      const into = policies.flatMap(({ component, ingress }) =>
        ingress.flatMap(({ peers, ports }) =>
          peers.flatMap((peer) =>
            peer.kind === "component" ? [`${peer.component}->${component}:${ports}`] : [],
          ),
        ),
      );

      expect(out.sort()).toEqual(into.sort());
    }
  });
});

test("a first boot is planned for services that migrate without a lock, where they have several pods", () => {
  const firstBoots = (values = {}) =>
    planOf(values).services.flatMap(({ service, firstBoot }) => (firstBoot ? [service.id] : []));

  expect(firstBoots()).toEqual([]);
  expect(
    firstBoots({ services: { app: { replicas: 2 }, analytics: { replicas: 2 }, engine: { replicas: 2 } } }),
  ).toEqual(["analytics", "app"]);
});
