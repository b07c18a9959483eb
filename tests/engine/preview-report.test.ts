import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureTools } from "../../sandbox";
import { Checkout } from "./checkout";
import { EngineState } from "./engine-state";

/** Set to write the expected files anew, which then have to be read and judged. */
const rewrite = process.env.REWRITE_PREVIEWS !== undefined;
const checkout = new Checkout();
let state: EngineState;

function expectedFile(name: string): string {
  return join(__dirname, "previews", `${name}.md`);
}

/** Previews the dev stack with a changed configuration; the Markdown it writes and its exit code. */
async function previewOf(config: Readonly<Record<string, unknown>>, ...args: readonly string[]) {
  checkout.configure("dev", { preset: "dev", ...config });
  const path = checkout.path(".sandbox", "preview.md");
  const { code } = await checkout.run("preview", "--markdown", path, ...args);
  return { code, markdown: readFileSync(path, "utf8") };
}

function expectMarkdown(name: string, markdown: string): void {
  const path = expectedFile(name);
  if (rewrite) {
    writeFileSync(path, markdown);
  }
  expect(existsSync(path)).toBe(true);
  expect(markdown).toBe(readFileSync(path, "utf8"));
}

/** Postgres moves to RDS, and the server in the cluster is kept. */
const moveToAws = {
  cluster: { kind: "eks", name: "development" },
  clouds: { aws: { region: "eu-west-1" } },
  database: { kind: "aws", previous: { kind: "in-cluster" } },
};

/** A build of a release that is not published, so the tags of tables and analytics have to be named. */
const newRelease = {
  version: "0.6.25-1",
  images: { tables: { tag: "0.2.20" }, analytics: { tag: "0.14.7" } },
};

/** Typical changes, and whether a preview that is asked to fails because of danger. */
const changes: readonly (readonly [name: string, config: Readonly<Record<string, unknown>>, code: number])[] =
  [
    ["image-tag", newRelease, 0],
    ["replicas", { services: { gateway: { replicas: 3 } } }, 0],
    ["resource-limit", { services: { tables: { resources: { limits: { memory: "4Gi" } } } } }, 0],
    ["public-url", { publicUrl: "https://openops.example.com" }, 0],
    ["storage-size", { database: { storage: { sizeGi: 50 } } }, 0],
    ["postgres-major", { images: { postgres: { tag: "18.1" } } }, 1],
    ["namespace", { namespace: "elsewhere" }, 1],
    ["no-analytics", { services: { analytics: { enabled: false } } }, 0],
    ["to-aws", moveToAws, 2],
  ];

beforeAll(async () => {
  const report = (): void => undefined;
  const tools = await ensureTools({ root: checkout.folder, report });
  state = new EngineState(tools.pulumi, checkout.path(".sandbox"));
  checkout.configure("dev", { preset: "dev" });
  const { code, errors } = await checkout.run("up");
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
});

afterAll(() => checkout.remove());

describe("the Markdown of a preview", () => {
  test("is empty when nothing changes", async () => {
    expect(await previewOf({}, "--fail-on-danger")).toEqual({ code: 0, markdown: "" });
  });

  test.each(changes)("tells in OpenOps' terms what a change does: %s", async (name, config, code) => {
    const preview = await previewOf(config, "--fail-on-danger");
    expectMarkdown(name, preview.markdown);
    expect(preview.code).toBe(code);
  });

  test("is the same when it is made again", async () => {
    const config = { ...newRelease, services: { gateway: { bodyLimitMi: 12 } } };
    expect(await previewOf(config)).toEqual(await previewOf(config));
  });

  test("tells of a new password which pods restart, and no value", async () => {
    state.forget("dev", "adminPassword");
    const { code, markdown } = await previewOf({}, "--fail-on-danger");
    expectMarkdown("password", markdown);
    expect(code).toBe(0);
  });

  test("of something dangerous ends with the exit code 0, unless it is asked to fail", async () => {
    expect((await previewOf(moveToAws)).code).toBe(0);
  });

  test("refuses to generate another encryption key where the state has lost the deployed one", async () => {
    checkout.configure("dev", { preset: "dev" });
    const restored = await checkout.run("up");
    expect(restored.code).toBe(0);
    state.forget("dev", "encryptionKey");
    const { code, markdown } = await previewOf({});
    expect(code).toBe(1);
    expect(markdown).toMatch(
      /^## Preview of stack `dev`: refused\n[^]*openops:encryptionKey: expected the value with the fingerprint [0-9a-f]{16}, as it is deployed, got none, since the state has lost it: .* \(npm run secrets -- --from-cluster, or pulumi config set --secret openops:encryptionKey\)/,
    );
  });
});
