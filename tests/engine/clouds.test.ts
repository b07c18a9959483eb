import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

import { listProcesses } from "../../cli/rehearsal/processes";
import { ensureTools } from "../../sandbox";
import { until } from "../../sandbox/processes/until";
import { type StoreChanges, databasePassword, store, types } from "./programs/cloud-programs";
import { type Outcome, type Rehearsal, rehearse } from "./rehearsal";

const root = resolve(__dirname, "../..");
const rehearsals: Rehearsal[] = [];
let pulumi: string;

beforeAll(async () => {
  ({ pulumi } = await ensureTools({ root, report: () => undefined }));
});

afterAll(() => rehearsals.forEach((rehearsal) => rehearsal.remove()));

async function rehearsal(name: string): Promise<Rehearsal> {
  const made = await rehearse({ root, pulumi, name });
  rehearsals.push(made);
  return made;
}

const stateSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(z.unknown()),
    pending_operations: z.array(z.object({ resource: z.looseObject({ urn: z.string() }) })),
  }),
});
const resourceSchema = z.object({ type: z.string(), key: z.string() });

/** What exists in the account, as `type key`. */
function account({ folder }: Rehearsal): readonly string[] {
  const home = join(folder, "accounts", "aws");
  return (existsSync(home) ? readdirSync(home) : [])
    .filter((name) => name.endsWith(".json"))
    .map((name) => resourceSchema.parse(JSON.parse(readFileSync(join(home, name), "utf8"))))
    .map(({ type, key }) => `${type} ${key}`)
    .sort();
}

function settings({ folder }: Rehearsal, faults: readonly unknown[]): void {
  mkdirSync(join(folder, "accounts"), { recursive: true });
  writeFileSync(join(folder, "accounts", "settings.json"), JSON.stringify({ faults }));
}

const everything = Object.values(types)
  .map((type) => `${type} shop`)
  .sort();

describe("a store in a simulated account", () => {
  let stack: Rehearsal;
  const up = (changes?: StoreChanges): Promise<Outcome> => stack.up(store(changes));

  beforeAll(async () => {
    stack = await rehearsal("cloud");
  });

  test("is previewed without making anything", async () => {
    expect((await stack.preview(store())).changes).toEqual({ create: 6 });
    expect(account(stack)).toEqual([]);
  });

  test("is made, and told to be simulated", async () => {
    const { changes, output } = await up();
    expect(changes).toEqual({ create: 6 });
    expect(output).toContain("rehearsal: AWS is simulated, nothing is made in a real account");
    expect(account(stack)).toEqual(everything);
  });

  test("leaves its password in clear neither in the state nor in the account", () => {
    const files = readdirSync(stack.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.filter((path) => readFileSync(path, "utf8").includes(databasePassword))).toEqual([]);
  });

  test("stays as it is at a second update, and after a refresh", async () => {
    expect((await up()).changes).toEqual({ same: 6 });
    await stack.refresh();
    expect((await up()).changes).toEqual({ same: 6 });
  });

  test("is changed in place where the cloud can", async () => {
    expect((await up({ database: { multiAz: true } })).changes).toEqual({ same: 5, update: 1 });
  });

  test("is made anew where the cloud cannot, the old one first", async () => {
    const { changes } = await up({ database: { multiAz: true, storageEncrypted: true } });
    expect(changes).toEqual({ same: 5, replace: 1 });
    expect(account(stack)).toEqual(everything);
  });

  test("is refused by the cloud with its reason", async () => {
    const database = { multiAz: true, storageEncrypted: true, engineVersion: "42" };
    await expect(up({ database })).rejects.toThrow(
      "updating RDS DB Instance (shop): InvalidParameterCombination: Cannot find version 42 for postgres",
    );
  });

  test("is not destroyed while it is protected", async () => {
    const database = { multiAz: true, storageEncrypted: true };
    await up({ database: { ...database, deletionProtection: true } });
    await expect(stack.destroy()).rejects.toThrow("Cannot delete protected DB Instance");
    expect(account(stack)).toContain(`${types.database} shop`);
  });

  test("is gone once the protection is off and it is destroyed", async () => {
    await up({ database: { multiAz: true, storageEncrypted: true, deletionProtection: false } });
    await stack.destroy();
    expect(account(stack)).toEqual([]);
  });
});

test("a cache that fails leaves the rest, and the next update finishes", async () => {
  const stack = await rehearsal("failing-cache");
  settings(stack, [
    { resource: "cache", does: "fail", message: "InsufficientCacheClusterCapacity: none left" },
  ]);
  await expect(stack.up(store())).rejects.toThrow(
    "creating ElastiCache Replication Group (shop): InsufficientCacheClusterCapacity: none left",
  );
  expect(account(stack)).toEqual(everything.filter((resource) => !resource.startsWith(types.cache)));
  settings(stack, []);
  expect((await stack.up(store())).changes).toEqual({ same: 5, create: 1 });
  expect(account(stack)).toEqual(everything);
});

describe("an engine that is killed while a database is being made", () => {
  let stack: Rehearsal;

  /** Runs the engine on the stack without a program. */
  function engine(args: readonly string[], input = ""): string {
    return execFileSync(pulumi, [...args, "--stack", "test", "--non-interactive"], {
      cwd: stack.folder,
      encoding: "utf8",
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${join(stack.folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "rehearsal",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      input,
      stdio: ["pipe", "pipe", "ignore"],
    });
  }

  /** Puts what the engine noted as being made into the state, under the identifier that it was to have. */
  function adopt(id: string): void {
    const state = stateSchema.parse(JSON.parse(engine(["stack", "export"])));
    const { resources, pending_operations: pending } = state.deployment;
    const adopted = pending.map(({ resource }) => ({ ...resource, id }));
    const deployment = { ...state.deployment, resources: [...resources, ...adopted], pending_operations: [] };
    engine(["stack", "import"], JSON.stringify({ ...state, deployment }));
  }

  beforeAll(async () => {
    stack = await rehearsal("killed");
    settings(stack, [{ resource: "database", does: "stall" }]);
    const update = stack.up(store()).catch((error: unknown) => error);
    const begun = () => (account(stack).includes(`${types.database} shop`) ? true : undefined);
    expect(await until(60, begun)).toBe(true);
    listProcesses()
      .filter(({ parentPid, command }) => parentPid === process.pid && command.startsWith(pulumi))
      .forEach(({ pid }) => process.kill(pid, "SIGKILL"));
    expect(await update).toBeInstanceOf(Error);
    settings(stack, []);
    engine(["cancel", "--yes"]);
  });

  test("leaves the database in the account", () => {
    expect(account(stack)).toContain(`${types.database} shop`);
    expect(stack.state()).toContain('"pending_operations"');
  });

  test("is recovered by its identifier: nothing twice, nothing lost", async () => {
    adopt("shop");
    await stack.refresh();
    expect(stack.state()).toContain(".eu-central-1.rds.amazonaws.com");
    expect((await stack.up(store())).changes).toEqual({ same: 5, create: 1 });
    expect(account(stack)).toEqual(everything);
    expect((await stack.up(store())).changes).toEqual({ same: 6 });
  });
});
