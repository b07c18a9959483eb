import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { until } from "../../../sandbox/processes/until";
import { ensureTools } from "../../../sandbox";
import { Checkout } from "../checkout";
import { EngineState } from "../engine-state";

const checkout = new Checkout();
afterAll(() => checkout.remove());

const clouds = { aws: { region: "eu-central-1" } };
const cluster = { kind: "eks", name: "shop" };
const stores = { database: { kind: "aws" }, cache: { kind: "aws" } };
const instance = "aws:rds/instance:Instance";
const replicationGroup = "aws:elasticache/replicationGroup:ReplicationGroup";

function behave(faults: readonly unknown[]): void {
  mkdirSync(checkout.path(".sandbox", "accounts"), { recursive: true });
  writeFileSync(checkout.path(".sandbox", "accounts", "settings.json"), JSON.stringify({ faults }));
}

const resourceSchema = z.object({
  type: z.string(),
  key: z.string(),
  inputs: z.record(z.string(), z.unknown()),
});

/** What exists of a type in the simulated account. */
function resources(wanted: string): readonly z.output<typeof resourceSchema>[] {
  const folder = checkout.path(".sandbox", "accounts", "aws");
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".json"))
    .map((name) => resourceSchema.parse(JSON.parse(readFileSync(`${folder}/${name}`, "utf8"))))
    .filter(({ type }) => type === wanted);
}

const inAccount = (wanted: string) => resources(wanted).map(({ key }) => key);
const inputsOf = (wanted: string) => resources(wanted)[0]?.inputs ?? {};

describe("an update that is killed while RDS makes the instance", () => {
  beforeAll(async () => {
    checkout.configure("small", { preset: "dev", clouds, cluster, ...stores });
    behave([{ resource: instance, does: "stall" }]);
    const killed = checkout.start(["up", "--stack", "small"]);
    const begun = () => (inAccount(instance).length > 0 ? true : undefined);
    expect(await until(300, begun)).toBe(true);
    process.kill(-killed.pid, "SIGKILL");
    await killed.ended;
    behave([]);
  });

  test("is finished by the next one: nothing twice, nothing lost", async () => {
    const { code, errors } = await checkout.run("up", "--stack", "small");
    expect({ code, errors }).toMatchObject({ code: 0 });
    expect(errors).toMatch(/^Taking over what was begun: .*openops-small-postgres/m);
    expect(inAccount(instance)).toEqual(["openops-small-postgres"]);
    expect(inAccount(replicationGroup)).toEqual(["openops-small-redis"]);
  });

  test("leaves nothing to change after that", async () => {
    const { code, out } = await checkout.run("preview", "--stack", "small");
    expect({ code, out }).toEqual({ code: 0, out: "No changes: stack small is as configured.\n" });
  });

  test("says what a change would replace, where nothing protects it", async () => {
    const named = { database: { kind: "aws", identifier: "another" }, cache: { kind: "aws" } };
    checkout.configure("small", { preset: "dev", clouds, cluster, ...named });
    const { code, errors } = await checkout.run("preview", "--stack", "small");
    checkout.configure("small", { preset: "dev", clouds, cluster, ...stores });

    expect(code).toBe(0);
    expect(errors).toContain(
      "openops:database.identifier: expected openops-small-postgres as it is deployed, got another: another value replaces the server of database by an empty one",
    );
  });

  test("moves clients to a next password of ElastiCache while both are good, then drops the first", async () => {
    const { pulumi } = await ensureTools({ root: checkout.folder, report: () => undefined });
    const state = new EngineState(pulumi, checkout.path(".sandbox"));
    const strategy = () => inputsOf(replicationGroup).authTokenUpdateStrategy;
    expect(strategy()).toBe("SET");

    state.giveSecret("small", "redisPasswordNext", "the-next-password-of-redis");
    expect(await checkout.run("up", "--stack", "small")).toMatchObject({ code: 0 });
    expect(strategy()).toBe("ROTATE");

    state.takeSecret("small", "redisPasswordNext");
    state.giveSecret("small", "redisPassword", "the-next-password-of-redis");
    expect(await checkout.run("up", "--stack", "small")).toMatchObject({ code: 0 });
    expect(strategy()).toBe("SET");
  });

  test("leaves nothing in the cloud after down", async () => {
    const { code, errors } = await checkout.run("down", "--stack", "small");
    expect({ code, errors }).toMatchObject({ code: 0 });
    expect([...inAccount(instance), ...inAccount(replicationGroup)]).toEqual([]);
  });
});

test("a reset of the sandbox forgets the simulated clouds", async () => {
  expect((await checkout.run("sandbox", "reset")).code).toBe(0);
  expect(existsSync(checkout.path(".sandbox", "accounts"))).toBe(false);
});
