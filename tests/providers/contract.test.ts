import { z } from "zod";
import { dnsRules } from "../../components/plan/network/dns-places";
import { authorityFiles } from "../../components/sources/store-tls";
import type { ServerTls } from "../../providers/store-profile";
import { configOf, planOf } from "../support/configuration";
import { recordIn, runProgram, type ProgramRun } from "../support/program";
import { kindsOfStores } from "../support/sources/store-kinds";

const policySchema = z.object({
  egress: z.array(
    z.object({ ports: z.array(z.object({ protocol: z.string(), port: z.number() })), to: z.unknown() }),
  ),
});

/** Where a policy lets pods go, beside DNS, which is asked by UDP too. */
const egress = (run: ProgramRun, name: string): readonly unknown[] => {
  const { spec } = run.find("kubernetes:networking.k8s.io/v1:NetworkPolicy", name).inputs;
  const rules = policySchema.parse(spec).egress;
  return rules.filter(({ ports }) => ports.every(({ protocol }) => protocol === "TCP"));
};

const job = (run: ProgramRun) =>
  JSON.stringify(run.find("kubernetes:batch/v1:Job", "openops-database-bootstrap").inputs);

const secret = (run: ProgramRun, name: string): Readonly<Record<string, string>> => {
  const { stringData } = run.find("kubernetes:core/v1:Secret", name).inputs;
  return Object.fromEntries(
    Object.entries(typeof stringData === "object" && stringData !== null ? stringData : {}),
  );
};

const mode = (tls: ServerTls | undefined) => tls?.mode ?? "off";

/** What is true of every kind of server, in the words of its own expectations. */
describe.each(kindsOfStores)("servers of the kind $name", (kind) => {
  let run: ProgramRun;

  beforeAll(async () => {
    run = await runProgram("kinds", kind.config, { secretKeys: kind.secretKeys });
  });

  test("are reached by every client where they are", () => {
    expect(secret(run, "openops-app").OPS_POSTGRES_URL).toBe(kind.expected.postgresUrl);
    expect(secret(run, "openops-app").OPS_REDIS_URL).toBe(kind.expected.appRedisUrl);
    expect(secret(run, "openops-tables").REDIS_URL).toBe(kind.expected.tablesRedisUrl);
    expect(secret(run, "openops-analytics").OPENOPS_ANALYTICS_REDIS_URL).toBe(
      kind.expected.analyticsRedisUrl,
    );
  });

  test("are prepared as their own administrator, over connections as verified as the others", () => {
    const { adminRole, adminPassword, database } = kind.expected;

    expect(job(run)).toContain(`{"name":"PGUSER","value":"${adminRole}"}`);
    expect(secret(run, "openops-database-bootstrap").PGPASSWORD).toBe(adminPassword);
    expect(/"PGSSLMODE","value":"([a-z-]+)"/.exec(job(run))?.[1] ?? "off").toBe(mode(database.tls));
  });

  test("have the authorities that their clients trust in a volume of these", () => {
    const stores = (["database", "cache"] as const).filter((store) => kind.expected[store].tls !== undefined);
    const app = JSON.stringify(run.find("kubernetes:apps/v1:Deployment", "openops-app").inputs);
    const maps = stores.map(
      (store) => run.find("kubernetes:core/v1:ConfigMap", `${store}-authority`).inputs.data,
    );

    expect(app.includes('"mountPath":"/etc/openops/ca"')).toBe(stores.length > 0);
    expect(maps).toEqual(
      stores.map((store) => ({ [authorityFiles[store]]: kind.expected[store].authority })),
    );
  });

  test("let traffic to them through where they are, on their port, and nowhere else", () => {
    const rules = (["database", "cache"] as const).map((store) => ({
      ports: [{ protocol: "TCP", port: kind.expected[store].port }],
      to: kind.expected[store].peer,
    }));

    expect(egress(run, "openops-tables")).toEqual(expect.arrayContaining(rules));
    expect(egress(run, "openops-database-bootstrap")).toEqual([rules[0]]);
  });

  test("declare what they are made of and nothing of another kind", () => {
    const found = run.resources
      .filter(({ type }) => !/^(pulumi|random|kubernetes:(core\/v1:Namespace|networking))/.test(type))
      .filter(
        ({ type, name }) =>
          !type.startsWith("kubernetes:") || !/openops|nginx|tables-pvc|authority$/.test(name),
      )
      .filter(({ type }) => !type.startsWith("openops:") && !type.startsWith("tls:"))
      .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);

    expect(found.sort()).toEqual([...kind.expected.resources].sort());
  });

  test("hold data that nothing deletes where data is protected", () => {
    const held = run.resources
      .filter(({ options }) => options.protect === true)
      .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);

    expect(held).toEqual(expect.arrayContaining([...kind.expected.protected]));
  });

  test("are told apart by the facts that the next update compares itself with", () => {
    expect(recordIn(run, "database")).toMatchObject({
      databaseKind: kind.expected.kind,
      postgresMajor: kind.expected.postgresMajor,
    });
    expect(recordIn(run, "cache")).toMatchObject({ cacheKind: kind.expected.kind });
  });
});

describe("a server of another kind that was used before", () => {
  const moved = {
    preset: "dev",
    postgresPassword: "the-admin-password",
    database: {
      kind: "external",
      host: "db.example.com",
      addresses: ["10.20.0.0/24"],
      previous: { kind: "in-cluster", storage: { sizeGi: 30 } },
    },
  };
  const asConfig = Object.fromEntries(
    Object.entries(moved).map(([key, value]) => [
      `openops:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const deployed = {
    secretRecords: {},
    facts: {
      namespace: "openops-dev",
      databaseKind: "in-cluster",
      databaseName: "openops",
      cacheKind: "in-cluster",
      postgresMajor: "17",
      volumes: { "database.storage": { sizeGi: 30 } },
      encryptionKey: { from: "generated", fingerprint: "" },
    },
  };

  test("stays declared and protected, and may be left because of that", async () => {
    const run = await runProgram("dev", asConfig, {
      secretKeys: ["openops:postgresPassword"],
      deployed,
    });

    expect(run.find("kubernetes:core/v1:PersistentVolumeClaim", "data-postgres-0").options.protect).toBe(
      true,
    );
    expect(run.find("kubernetes:core/v1:PersistentVolumeClaim", "data-redis-0").options.protect).toBe(false);
    expect(secret(run, "openops-app").OPS_POSTGRES_URL).toContain("@db.example.com:5432/");
  });

  test("is not left without a word", async () => {
    const database = { ...moved.database, previous: undefined };
    const refused = runProgram(
      "dev",
      { ...asConfig, "openops:database": JSON.stringify(database) },
      { secretKeys: ["openops:postgresPassword"], deployed },
    );

    await expect(refused).rejects.toThrow(
      "  openops:database.kind: expected in-cluster as it is deployed, got external: the stack's data is in that server and would not move by itself (pulumi config set --path 'openops:database.kind' in-cluster, or keep that server's settings under database.previous and move the data)",
    );
  });

  test("may reach the new one, so that data can be moved, and is reached by no service", () => {
    const policies = planOf(moved).policies;

    expect(policies.find(({ component }) => component === "database")).toEqual({
      component: "database",
      ingress: [],
      egress: [
        ...dnsRules(configOf(moved)),
        { peers: [{ kind: "server", store: "database", use: "current" }], ports: [5432] },
      ],
    });
  });
});
