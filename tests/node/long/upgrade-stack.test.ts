import { z } from "zod";
import { publishedTag } from "../../../components/stack/images";
import type { RawMap } from "../../../components/config/layers";
import { lostWhile } from "../load";
import { RealStack } from "../real-stack";
import { brokenTag, releases } from "../releases";

/** A stack of the release before, whose upgrade fails before a migration has run, fails after one, and succeeds. */
let stack: RealStack;
let wayBack: readonly string[];

const { previous, current } = releases;
const missingTag = `${publishedTag("tables", current) ?? ""}-missing`;
const options = {
  preset: "ci",
  backup: { enabled: true },
  rollout: { timeoutMinutes: 2, backupBeforeUpgrade: true },
};
const broken = { tag: brokenTag };
const deploymentsSchema = z.object({
  items: z.array(
    z.object({
      spec: z.object({
        template: z.object({ spec: z.object({ containers: z.array(z.object({ image: z.string() })) }) }),
      }),
    }),
  ),
});

beforeAll(async () => {
  stack = await RealStack.start("ci", { ...options, rollout: {}, version: previous });
  await sql("openops", "INSERT INTO note (text) VALUES ('ours')");
  await sql("tables", "INSERT INTO entry (text) VALUES ('ours')");
}, 900_000);

afterAll(() => stack?.remove());

function sql(database: string, statement: string): Promise<string> {
  return stack.exec("postgres-0", "psql", "-U", "postgres", "-d", database, "-Atc", statement);
}

/** The tags of what pods have by name. */
async function tags(...names: readonly string[]): Promise<readonly string[]> {
  const { output } = await stack.kubectl(["-n", stack.namespace, "get", "deployments", "-o", "json"]);
  const images = deploymentsSchema
    .parse(JSON.parse(output))
    .items.flatMap(({ spec }) => spec.template.spec.containers.map(({ image }) => image));
  return names.map(
    (name) => images.find((image) => image.includes(`/openops-${name}:`))?.split(":")[1] ?? "",
  );
}

/** What the services have made of their data, and what people have in it. */
async function data() {
  const run = (table: string): string => `SELECT string_agg(name, ',' ORDER BY id) FROM ${table}`;
  return {
    app: await sql("openops", run("migrations")),
    tables: await sql("tables", run("django_migrations")),
    notes: await sql("openops", "SELECT text FROM note"),
    entries: await sql("tables", "SELECT text FROM entry"),
  };
}

const dataBefore = { app: "Initial", tables: "0001_initial", notes: "ours", entries: "ours" };
const tagsBefore = [previous, publishedTag("tables", previous), previous];

/** Runs an upgrade that has to fail, and returns what it says. */
async function failure(config: RawMap): Promise<string> {
  stack.configure({ ...options, ...config });
  const { code, errors } = await stack.checkout.run("up", "--stack", stack.stack);
  expect(code).toBe(1);
  return errors;
}

test("an upgrade to an image that is nowhere takes the old images back, and loses no request", async () => {
  const client = await stack.gateway();
  const said: string[] = [];
  const lost = await lostWhile(client, "/api/v1/work", async () => {
    said.push(await failure({ images: { tables: { tag: missingTag } } }));
  });

  expect(said.join("")).toContain(
    `openops-tables did not become ready with OpenOps ${current}.\n` +
      `No migration had run, so the stack has the images of OpenOps ${previous} again.`,
  );
  expect(lost).toEqual({ during: [], after: [] });
  expect(await tags("app", "tables", "engine")).toEqual(tagsBefore);
  expect(await stack.becomesReady()).toBe(true);
  expect(await data()).toEqual(dataBefore);
});

test("an upgrade whose second migration cannot run goes no further, and tells the way back", async () => {
  const said = await failure({ images: { app: broken, engine: broken } });

  expect(said).toContain(`openops-app did not become ready with OpenOps ${current}.`);
  expect(said).toContain("Migrations have run (app: 1, now 2; tables: 1, now 2)");
  expect(await tags("engine")).toEqual([previous]);
  wayBack = said.split("\n").flatMap((line) => /^ {2}npm run (.*)$/.exec(line)?.[1] ?? []);
  expect(wayBack.map((command) => command.replace(/\d{8}T\d{6}Z/, "ID"))).toEqual([
    "restore -- --stack ci --from ID --stay-stopped",
    "up -- --stack ci --refresh",
    "restore -- --stack ci --start",
  ]);
});

test("the way back gives the old images and the data from before", async () => {
  const rollout = { ...options.rollout, downgradeTo: previous };
  stack.configure({ ...options, version: previous, rollout });
  for (const command of wayBack) {
    const [name = "", , ...args] = command.split(" ");
    await stack.run(name, ...args, ...(args.includes("--from") ? ["--overwrite"] : []));
  }

  expect(await tags("app", "tables", "engine")).toEqual(tagsBefore);
  expect(await data()).toEqual(dataBefore);
  expect((await stack.pods()).filter((pod) => !pod.includes(": ready, "))).toEqual([]);
});

test("an upgrade to a whole release migrates, keeps the data and loses no request", async () => {
  const client = await stack.gateway();
  const lost = await lostWhile(client, "/api/v1/work", () => stack.up(options));

  expect(lost).toEqual({ during: [], after: [] });
  expect(await tags("app", "tables", "engine")).toEqual([current, publishedTag("tables", current), current]);
  expect(await data()).toEqual({
    app: "Initial,AddLabels",
    tables: "0001_initial,0002_entry_order",
    notes: "ours",
    entries: "ours",
  });
});
