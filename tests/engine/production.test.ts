import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Checkout, type CommandResult } from "./checkout";

const root = resolve(__dirname, "../..");
/** A checkout with the production stack, whose servers are in the simulated AWS. */
const checkout = new Checkout();

beforeAll(() => cpSync(join(root, "Pulumi.prod.yaml"), checkout.path("Pulumi.prod.yaml")));

afterAll(() => checkout.remove());

const up = (): Promise<CommandResult> => checkout.run("up", "--stack", "prod");

/** What the simulated account is told to fail at. */
function faults(...told: readonly object[]): void {
  mkdirSync(checkout.path(".sandbox", "accounts"), { recursive: true });
  writeFileSync(checkout.path(".sandbox", "accounts", "settings.json"), JSON.stringify({ faults: told }));
}

interface Existing {
  readonly type: string;
  readonly key: string;
}

/** What the simulated AWS account has, by type and key. */
function account(): Readonly<Record<string, Existing>> {
  const folder = checkout.path(".sandbox", "accounts", "aws");
  const all = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name): Existing => JSON.parse(readFileSync(join(folder, name), "utf8")));
  return Object.fromEntries(all.map((one) => [`${one.type.split(":").at(-1) ?? ""} ${one.key}`, one]));
}

const database = "Instance openops-prod-postgres";
const cache = "ReplicationGroup openops-prod-redis";

describe("production", () => {
  test("whose ElastiCache fails names it, and finishes at the next update", async () => {
    faults({
      resource: "aws:elasticache/replicationGroup:ReplicationGroup",
      when: "create",
      does: "fail",
      message: "InsufficientCacheClusterCapacity: there is no cache.t4g.small left in eu-west-1a",
    });
    const failed = await up();

    expect(failed.code).toBe(1);
    expect(failed.errors).toContain("openops-prod-redis");
    expect(failed.errors).toContain("InsufficientCacheClusterCapacity: there is no cache.t4g.small left");
    const before = account();
    expect(Object.keys(before)).toContain(database);
    expect(Object.keys(before)).not.toContain(cache);

    faults();
    const { code, out } = await up();

    expect(code).toBe(0);
    expect(out).toMatch(/Stack prod is up: \d+ created, \d+ the same, \d+ s/);
    // All that was made before the failure is as it was, and only what was missing has come.
    const after = account();
    expect(after).toMatchObject(before);
    expect(Object.keys(after).filter((name) => !(name in before))).toEqual([cache]);
  });

  test("stays as it is at a second update", async () => {
    expect((await up()).out).toContain("Stack prod is up: no changes");
  });

  test("is not taken down while its data is protected, and each server is named", async () => {
    const { code, errors } = await checkout.run("down", "--stack", "prod");

    expect(code).toBe(1);
    expect(errors).toContain("openops-prod-postgres");
    expect(errors).toContain("openops-prod-redis");
  });

  test("is not changed where that would replace a server by an empty one: what forces it is named, and the way out", async () => {
    const file = checkout.path("Pulumi.prod.yaml");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.replace("region: eu-west-1", "region: eu-central-1"));
    const { code, errors } = await checkout.run("preview", "--stack", "prod");
    writeFileSync(file, before);

    expect(code).toBe(1);
    expect(errors).toContain(
      "openops:clouds.aws.region: expected eu-west-1 as it is deployed, got eu-central-1: another value replaces the server of database by an empty one (pulumi config set --path 'openops:clouds.aws.region' eu-west-1; to replace it on purpose, first bring the stack up with availability.protectData false)",
    );
  });
});
