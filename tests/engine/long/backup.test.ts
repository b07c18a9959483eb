import { ensureTools, findCluster } from "../../../sandbox";
import { Checkout } from "../checkout";
import { Installation } from "../installation";
import { kubectlFor, type Kubectl } from "../kubectl";

const checkout = new Checkout();
let kubectl: Kubectl;
let dev: Installation;

async function succeed(...args: readonly string[]): Promise<string> {
  const { code, out, errors } = await checkout.run(...args);
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return out;
}

beforeAll(async () => {
  const tools = await ensureTools({ root: checkout.folder, report: () => undefined });
  checkout.configure("dev", {
    preset: "dev",
    services: { app: { replicas: 2 } },
    backup: {
      enabled: true,
      target: { kind: "s3", bucket: "backups", region: "eu-central-1", credentialsSecret: "keys" },
    },
  });
  await succeed("up");
  const cluster = await findCluster({ root: checkout.folder });
  if (cluster === undefined) {
    throw new Error("The sandbox does not run after an update");
  }
  kubectl = kubectlFor(tools.kubectl, cluster.adminKubeconfig);
  dev = new Installation(kubectl, "openops-dev");
});

afterAll(() => checkout.remove());

const played = "The cluster took the Job. Pods are played in this sandbox, so nothing was done";

describe("a stack with backups", () => {
  test("has both CronJobs, of which the form of restores never runs by itself", async () => {
    const path = "jsonpath={range .items[*]}{.metadata.name} {.spec.suspend}{'\\n'}{end}";
    const { output } = await kubectl(["-n", "openops-dev", "get", "cronjobs", "-o", path]);

    expect(output).toBe("openops-backup false\nopenops-restore true");
  });

  test("makes a backup on demand: the cluster takes the Job and its pod", async () => {
    expect(await succeed("backup")).toContain(played);
    const jobs = await dev.names("jobs");

    expect(jobs.filter((name) => name.startsWith("openops-backup-"))).toHaveLength(1);
  });

  test("lists backups by a Job too", async () => {
    expect(await succeed("backups")).toContain(played);
  });

  test("tells programs that pods were only played", async () => {
    const printed = [
      await succeed("backup", "--json"),
      await succeed("backups", "--json"),
      await succeed("restore", "--start", "--json"),
    ];

    expect(printed.map((text) => JSON.parse(text))).toEqual([
      { stack: "dev", played: true },
      { stack: "dev", backups: [], played: true },
      { stack: "dev", done: "started", played: true },
    ]);
  });

  test("asks before it overwrites data, and does nothing where nobody can answer", async () => {
    const before = await dev.generations();
    const { code, errors } = await checkout.run("restore", "--from", "20261101T010000Z");

    expect(code).toBe(1);
    expect(errors).toContain("Nothing was changed: there is nobody to ask. Run this again with --overwrite.");
    expect(await dev.touchedSince(before)).toEqual([]);
  });

  test("stops and starts what writes around a restore, and nothing else", async () => {
    const before = await dev.generations();
    const { code, errors } = await checkout.run("restore", "--from", "20261101T010000Z", "--overwrite");

    expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
    expect(await dev.touchedSince(before)).toEqual([
      "openops-analytics",
      "openops-app",
      "openops-engine",
      "openops-tables",
    ]);
    expect(await dev.readiness()).toContain("Deployment openops-app 2/2");
    const steps = errors.split("\n").filter((line) => line.startsWith("  st"));
    expect(steps.slice(0, 4)).toEqual(
      ["engine", "app", "analytics", "tables"].map((name) => `  stopping openops-${name}`),
    );
    // Neither of the first two needs the other.
    expect(steps.slice(4, 6).sort()).toEqual(["  starting openops-analytics", "  starting openops-tables"]);
    expect(steps.slice(6)).toEqual(["  starting openops-app", "  starting openops-engine"]);
  });

  test("is as the last update left it after that, and its next one changes nothing", async () => {
    expect(await succeed("up")).toContain("no changes");
  });
});

test("a stack without backups is told how to have them", async () => {
  checkout.configure("dev", { preset: "dev" });
  await succeed("up");
  const { code, errors } = await checkout.run("backup");

  expect(code).toBe(1);
  expect(errors).toContain(
    "There is no CronJob openops-backup in the namespace openops-dev: the stack makes no backups (openops:backup.enabled), " +
      "or has not been brought up since this was set. Nothing was done.",
  );
});
