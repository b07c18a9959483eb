import type { RawMap } from "../../components/config/layers";
import { knownReleases } from "../../components/values/releases";
import { environmentOf } from "../support/environment";
import { releaseWithWorkers } from "../support/docs/releases";
import { handedOn, withWorkers } from "./read-variables";
import { variableFaults, withoutThem, type Environments, type KnownService } from "./variable-faults";

const tls = { database: { tls: { kind: "generated" } }, cache: { tls: { kind: "generated" } } };
const withoutAnalytics = { services: { analytics: { enabled: false } } };

const stacks: readonly (readonly [name: string, values: RawMap])[] = [
  ["dev", {}],
  ["ci", { preset: "ci" }],
  ["https", { publicUrl: "https://openops.example.com" }],
  ["TLS", tls],
  ["analytics off", withoutAnalytics],
  ...knownReleases.map((version) => [version, { version }] as const),
  ["workers", releaseWithWorkers],
  ["ci with workers", { preset: "ci", ...releaseWithWorkers }],
  ["workers and TLS", { ...tls, ...releaseWithWorkers }],
  ["ports of mail", { mail: { flowPorts: [587] } }],
  ["workers and ports of mail", { mail: { flowPorts: [587] }, ...releaseWithWorkers }],
  ["workers and analytics off", { ...withoutAnalytics, ...releaseWithWorkers }],
];

/** The names of OpenOps' own variables that a stack's services have. */
function variablesOf(values: RawMap): Environments {
  const found = (["app", "engine", "worker"] as const).flatMap((id) => {
    const environment = environmentOf(id, values);
    const names = Object.keys({ ...environment?.plain, ...environment?.secret });
    return environment === undefined
      ? []
      : [[id, new Set(names.filter((name) => name.startsWith("OPS_")))] as const];
  });
  return Object.fromEntries(found);
}

const analyticsIn = (values: RawMap) => ({ analytics: environmentOf("analytics", values) !== undefined });

interface Move {
  readonly name: string;
  readonly from: KnownService;
  readonly to: KnownService;
}

/** The same variables with one of them in the pods of another service. */
function moved(environments: Environments, { name, from, to }: Move): Environments {
  return {
    ...environments,
    [from]: new Set([...(environments[from] ?? [])].filter((other) => other !== name)),
    [to]: new Set([...(environments[to] ?? []), name]),
  };
}

describe.each(stacks)("in a stack with %s", (_, values) => {
  test("every variable is where it is read, and nowhere else", () => {
    expect(variableFaults(variablesOf(values), analyticsIn(values))).toEqual([]);
  });

  test("a variable that is moved to another service is noticed there or here", () => {
    const environments = variablesOf(values);
    const runner = environments.engine === undefined ? "worker" : "engine";
    const moves = [["app", runner] as const, [runner, "app"] as const].flatMap(([from, to]) =>
      [...(environments[from] ?? [])].map((name) => ({ from, to, name })),
    );
    const unnoticed = moves.filter(
      (move) => variableFaults(moved(environments, move), analyticsIn(values)).length === 0,
    );

    expect(moves.length).toBeGreaterThan(60);
    expect(unnoticed).toEqual([]);
  });
});

test.each([
  ["OPS_ENVIRONMENT_NAME", "engine"],
  ["OPS_REQUEST_BODY_LIMIT", "engine"],
  ["OPS_SLACK_ENABLE_INTERACTIONS", "engine"],
  ["OPS_MAX_CONCURRENT_TABLES_REQUESTS", "engine"],
  ["OPS_CLIENT_REAL_IP_HEADER", "engine"],
] as const)("%s on the app alone is a fault of the %s, which reads it", (name, service) => {
  const dev = variablesOf({});
  const alone = { ...dev, [service]: new Set([...(dev[service] ?? [])].filter((other) => other !== name)) };

  expect(variableFaults(alone, { analytics: true })).toContain(
    `${service} reads ${name}, which only another service has`,
  );
});

test("a variable that nothing reads, and one that is required and absent, are faults", () => {
  const { app = new Set(), engine = new Set() } = variablesOf({});
  const others = new Set([...app].filter((name) => name !== "OPS_ENGINE_URL"));

  expect(variableFaults({ app: others.add("OPS_PUBLIC_URL"), engine }, { analytics: true })).toEqual([
    "app has OPS_PUBLIC_URL and never reads it",
    "app ends without OPS_ENGINE_URL",
  ]);
});

test("what a worker does not hand on to its engine processes is known", () => {
  const { worker = new Set<string>() } = variablesOf(releaseWithWorkers);
  const kept = [...worker].filter((name) => withWorkers.engine.has(name) && !handedOn.has(name));

  // They have OpenOps' own defaults there; OPS_COMPONENT the worker sets itself.
  expect(kept.sort()).toEqual([
    "OPS_BLOCKS_SOURCE",
    "OPS_CLIENT_REAL_IP_HEADER",
    "OPS_COMPONENT",
    "OPS_EXECUTION_MODE",
    "OPS_FLOW_TIMEOUT_SECONDS",
    "OPS_INTERNAL_BACKEND_PUBLIC_URL",
    "OPS_MAX_CONCURRENT_TABLES_REQUESTS",
    "OPS_REQUEST_BODY_LIMIT",
  ]);
});

test("every exception has a reason", () => {
  const reasons = Object.values(withoutThem).flatMap((services) =>
    Object.values(services).flatMap((exceptions) => exceptions.map(({ reason }) => reason.length > 20)),
  );

  expect(reasons).toEqual([true, true, true, true]);
});
