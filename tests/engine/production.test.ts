import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Checkout } from "./checkout";
import type { CommandResult } from "./checkout";

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

/** The servers that the simulated AWS account has, by type and key, sorted. */
function servers(): readonly string[] {
  const folder = checkout.path(".sandbox", "accounts", "aws");
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .map((content): { readonly type: string; readonly key: string } => JSON.parse(content))
    .filter(({ type }) => /:(Instance|ReplicationGroup)$/.test(type))
    .map(({ type, key }) => `${type.split(":").at(-1)} ${key}`)
    .sort();
}

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
    expect(servers()).not.toContain("ReplicationGroup openops-prod-redis");

    faults();
    const { code, out } = await up();

    expect(code).toBe(0);
    expect(out).toMatch(/Stack prod is up: \d+ created, \d+ the same/);
    expect(servers()).toEqual(["Instance openops-prod-postgres", "ReplicationGroup openops-prod-redis"]);
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
});
