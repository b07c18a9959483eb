import { ensureTools, findCluster } from "../../../sandbox";
import { AuditLog } from "../../../sandbox/audit-log";
import { Checkout } from "../checkout";
import { EngineState } from "../engine-state";
import { Installation } from "../installation";
import { kubectlFor, type Kubectl } from "../kubectl";

/** Both presets with stores in the cluster, in one sandbox. */
const checkout = new Checkout();
const stacks = [
  { stack: "staging", app: 2, analytics: 1 },
  { stack: "prod", app: 3, analytics: 2 },
] as const;
const inCluster = { database: { kind: "in-cluster" }, cache: { kind: "in-cluster" } };
let kubectl: Kubectl;
let audit: AuditLog;
let state: EngineState;

/** Fails with what the command printed, so that a broken run tells why. */
async function succeed(...args: readonly string[]): Promise<string> {
  const { code, out, errors } = await checkout.run(...args);
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return out;
}

function configure(stack: string, more: Readonly<Record<string, unknown>> = {}): void {
  checkout.configure(stack, {
    preset: stack,
    publicUrl: `https://${stack}.openops.example.com`,
    ...inCluster,
    ...more,
  });
}

beforeAll(async () => {
  stacks.forEach(({ stack }) => configure(stack));
  await succeed("sandbox", "start");
  const root = checkout.folder;
  const tools = await ensureTools({ root, report: () => undefined });
  const cluster = await findCluster({ root });
  kubectl = kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? "");
  audit = new AuditLog(cluster?.auditLog ?? "", cluster?.deployerUser ?? "");
  state = new EngineState(tools.pulumi, checkout.path(".sandbox"));
});

afterAll(() => checkout.remove());

describe.each(stacks)("the $stack stack with stores in the cluster", ({ stack, app, analytics }) => {
  const on = ["--stack", stack];
  const installation = () => new Installation(kubectl, `openops-${stack}`);

  test("comes up with every pod ready", async () => {
    await succeed("up", ...on);

    expect(await installation().readiness()).toEqual([
      "Deployment nginx 2/2",
      `Deployment openops-analytics ${analytics}/${analytics}`,
      `Deployment openops-app ${app}/${app}`,
      `Deployment openops-engine ${app}/${app}`,
      "Deployment openops-tables 1/1",
      "StatefulSet postgres 1/1",
      "StatefulSet redis 1/1",
    ]);
  });

  test("stays as it is at a second update", async () => {
    const position = audit.position();

    expect(await succeed("up", ...on)).toContain("no changes");
    expect(audit.changesSince(position)).toEqual([]);
  });

  test("rolls one Deployment when one image changes", async () => {
    configure(stack, { images: { engine: { tag: "0.6.25-1" } } });
    const before = await installation().specifications();
    await succeed("up", ...on);

    expect(await installation().changedSince(before)).toEqual(["openops-engine"]);
  });

  test("refuses what would lose data, all at once, and changes nothing", async () => {
    const position = audit.position();
    configure(stack, {
      namespace: "elsewhere",
      database: { kind: "in-cluster", name: "other", storage: { sizeGi: 1 } },
      cache: {
        kind: "external",
        host: "redis.example.com",
        addresses: ["10.0.0.0/24"],
        tls: { kind: "off" },
      },
      redisPassword: { secure: "v1:encrypted" },
      images: { postgres: { tag: "16.4" } },
    });
    const { code, errors } = await checkout.run("up", ...on);
    const paths = errors.split("\n").flatMap((line) => /^ {2,}(openops:[\w.]+): /.exec(line)?.[1] ?? []);

    expect(code).toBe(1);
    expect(paths.sort()).toEqual([
      "openops:cache.kind",
      "openops:database.name",
      "openops:database.storage.sizeGi",
      "openops:images.postgres.tag",
      "openops:namespace",
    ]);
    expect(audit.changesSince(position)).toEqual([]);
    configure(stack);
  });

  test("refuses another cluster than the recorded one", async () => {
    const position = audit.position();
    const real = state.replaceText(stack, { from: /"clusterUid": ?"[^"]*"/g, to: '"clusterUid":"another"' });
    const { code, errors } = await checkout.run("up", ...on);
    state.replaceText(stack, { from: /"clusterUid": ?"another"/g, to: real });

    expect(code).toBe(1);
    expect(errors).toContain(
      "openops:cluster: expected the cluster that the stack is deployed to, with the UID another",
    );
    expect(audit.changesSince(position)).toEqual([]);
  });

  test("is not taken down while it protects its data, and says what it protects", async () => {
    const { code, errors } = await checkout.run("down", ...on);
    const named = errors.split("\n").flatMap((line) => /^ {2}(\S+) {2,}(\S+)$/.exec(line)?.[2] ?? []);

    expect(code).toBe(1);
    expect(named.sort()).toEqual([
      "analyticsAdminPassword",
      "analyticsPoweruserPassword",
      "analyticsSecretKey",
      "data-postgres-0",
      "data-redis-0",
      "encryptionKey",
      "namespace",
      "openops-backups",
      "postgresTablesReadPassword",
      "tables-pvc",
    ]);
    expect((await installation().readiness()).length).toBe(7);
  });

  test("goes once the protection is given up", async () => {
    configure(stack, { availability: { protectData: false } });
    await succeed("up", ...on);

    expect(await succeed("down", ...on)).toContain("nothing of it is left");
    expect(await installation().exists()).toBe(false);
  });
});
