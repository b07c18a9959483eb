import { mkdirSync, writeFileSync } from "node:fs";
import { noTraces, Trial } from "./trial";
import type { Snapshot } from "./snapshot";

const trial = new Trial("small");
const instance = "aws:rds/instance:Instance";
const replicationGroup = "aws:elasticache/replicationGroup:ReplicationGroup";

/** What the simulated account is told to fail at. */
function faults(...told: readonly object[]): void {
  mkdirSync(trial.checkout.path(".sandbox", "accounts"), { recursive: true });
  writeFileSync(
    trial.checkout.path(".sandbox", "accounts", "settings.json"),
    JSON.stringify({ faults: told }),
  );
}

function configure(database: object = {}): void {
  trial.configure({
    clouds: { aws: { region: "eu-central-1" } },
    cluster: { kind: "eks", name: "shop" },
    database: { kind: "aws", applyImmediately: true, ...database },
    cache: { kind: "aws" },
  });
}

/** What must outlive every fault. */
function kept({ accounts, generated }: Snapshot) {
  return { accounts, generated };
}

beforeAll(async () => {
  configure();
  await trial.start();
});

afterAll(() => trial.remove());

describe("servers of a cloud that are made and then fail", () => {
  let before: Snapshot;

  test("are named with what the cloud says, and are in the account and in the state", async () => {
    faults(
      { resource: instance, does: "break", message: "unexpected state 'incompatible-network'" },
      { resource: replicationGroup, does: "break", message: "unexpected state 'create-failed'" },
    );
    const errors = await trial.failure();
    before = await trial.snapshot();

    expect(errors).toContain(
      "(openops-small-postgres) to be created: unexpected state 'incompatible-network'",
    );
    expect(errors).toContain("(openops-small-redis) to be created: unexpected state 'create-failed'");
    expect(errors).toContain("What was done is in the state. Fix the cause, then run the command again;");
    expect(before.accounts).toMatchObject({
      [`${instance} openops-small-postgres`]: expect.any(Number),
      [`${replicationGroup} openops-small-redis`]: expect.any(Number),
    });
  });

  test("are used by the next update, and none is made twice", async () => {
    faults();
    await trial.succeed("up", "--stack", "small");

    expect(await trial.expectWhole()).toMatchObject(kept(before));
  });
});

describe("a change that a cloud takes and fails at", () => {
  test("is told, and finished by the next update on the same server", async () => {
    const before = await trial.expectWhole();
    configure({ instanceClass: "db.t4g.xlarge" });
    faults({ resource: instance, when: "update", does: "break", message: "unexpected state 'storage-full'" });
    const errors = await trial.failure();

    expect(errors).toContain("(openops-small-postgres) to be changed: unexpected state 'storage-full'");
    faults();
    await trial.succeed("up", "--stack", "small");
    expect(kept(await trial.expectWhole())).toEqual(kept(before));
  });
});

describe("a removal that a cloud refuses", () => {
  test("is told, and finished by the next one, and nothing is left in the account", async () => {
    faults({
      resource: replicationGroup,
      when: "delete",
      does: "fail",
      message: "InvalidReplicationGroupState: it is being changed",
    });
    const { code, errors } = await trial.run("down");

    expect(code).toBe(1);
    expect(errors).toContain("InvalidReplicationGroupState: it is being changed");
    faults();
    expect((await trial.succeed("down", "--stack", "small")).out).toContain("nothing of it is left");
    // The cluster is not the stack's.
    expect(Object.keys(trial.accounts())).toEqual(["simulated:certificate cluster shop"]);
  });
});

test("no generated value is written anywhere", () => {
  expect(trial.searched).toBeGreaterThan(10);
  expect(trial.traces()).toEqual(noTraces);
});
