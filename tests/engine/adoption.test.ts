import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { ensureTools, findCluster } from "../../sandbox";
import { until } from "../../sandbox/processes/until";
import { Checkout } from "./checkout";
import { kubectlFor, type Kubectl } from "./kubectl";

const checkout = new Checkout();
let kubectl: Kubectl;

const stack = "live";
const namespace = "openops";
const encryptionKey = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
/** What the objects of the release have of secrets; none may be shown. */
const secrets = [encryptionKey, "OfTheRelease0123456789", "5c1f0a9e7b3d42c6"];

const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), uid: z.string().optional() }),
  spec: z.unknown().optional(),
  data: z.record(z.string(), z.string()).optional(),
});
type LiveObject = z.output<typeof objectSchema>;

/** Makes the objects of a release of Helm as Helm does: labelled, annotated, and owned by its field manager. */
async function install(release: string, into: string): Promise<void> {
  const text = readFileSync(join(__dirname, "adoption", "helm-release.yaml"), "utf8");
  const objects = parseAllDocuments(text).map((document) => {
    const { metadata, ...rest } = objectSchema.parse(document.toJS());
    const labels = { "app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/instance": release };
    const annotations = { "meta.helm.sh/release-name": release, "meta.helm.sh/release-namespace": into };
    return { ...rest, metadata: { ...metadata, labels, annotations } };
  });
  await succeed(["create", "namespace", into]);
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  await succeed(["create", "-n", into, "--field-manager=helm", "-f", "-"], list);
}

async function succeed(args: readonly string[], manifest?: string): Promise<string> {
  const { ok, output } = await kubectl(args, manifest);
  expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  return output;
}

async function objects(kind: string): Promise<readonly LiveObject[]> {
  const output = await succeed(["get", kind, "-n", namespace, "-o", "json"]);
  return z.object({ items: z.array(objectSchema) }).parse(JSON.parse(output)).items;
}

/** Which volume is behind which claim. */
async function claims(): Promise<readonly (readonly [name: string, uid: string | undefined])[]> {
  return (await objects("persistentvolumeclaims")).map(({ metadata }) => [metadata.name, metadata.uid]);
}

function adopt(...args: readonly string[]) {
  return checkout.run("adopt", "--stack", stack, "--namespace", namespace, ...args);
}

beforeAll(async () => {
  const tools = await ensureTools({ root: checkout.folder, report: () => undefined });
  checkout.configure(stack, { preset: "staging", publicUrl: "https://openops.example.com" });
  expect((await checkout.run("sandbox", "start")).code).toBe(0);
  const cluster = await findCluster({ root: checkout.folder });
  kubectl = kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? "");
  await install("openops", namespace);
  // The StatefulSets' controller makes their claims.
  const made = async () => ((await claims()).length === 3 ? true : undefined);
  expect(await until(60, made)).toBe(true);
});

afterAll(() => checkout.remove());

describe("an installation that cannot be taken over", () => {
  test("because there is none in the namespace", async () => {
    const { code, errors } = await checkout.run("adopt", "--stack", stack, "--namespace", "default");
    expect(code).toBe(1);
    expect(errors).toContain(
      "The installation in the namespace default cannot be taken over as it is; nothing was changed.",
    );
    expect(errors).toContain("expected a Deployment openops-app in the namespace default, got none");
  });

  test("because the release is another one", async () => {
    const { code, errors } = await adopt("--release", "other");
    expect(code).toBe(1);
    expect(errors).toContain("expected objects of the release other in openops, got openops");
  });

  test("because its encryption key cannot be found", async () => {
    const secret = (await objects("secrets")).find(({ metadata }) => metadata.name === "openops-env");
    const others = Object.fromEntries(
      Object.entries(secret?.data ?? {}).filter(([key]) => key !== "OPS_ENCRYPTION_KEY"),
    );
    const patch = (data: object): Promise<string> =>
      succeed([
        "patch",
        "secret",
        "openops-env",
        "-n",
        namespace,
        "--type=json",
        "-p",
        replaced("/data", data),
      ]);
    await patch(others);
    const { code, errors } = await adopt();
    await patch(secret?.data ?? {});
    expect(code).toBe(1);
    expect(errors).toContain(
      "openops:encryptionKey: expected OPS_ENCRYPTION_KEY in the pods of openops-app, got nothing: " +
        "connections and step outputs in the database are encrypted with that key",
    );
  });

  test("because its claims go with the StatefulSet", async () => {
    const policy = (whenDeleted: string): Promise<string> => {
      const spec = { persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled: "Retain" } };
      const command = ["patch", "statefulset", "postgres", "-n", namespace, "--type=merge", "-p"];
      return succeed([...command, JSON.stringify({ spec })]);
    };
    await policy("Delete");
    const { code, errors } = await adopt();
    await policy("Retain");
    expect(code).toBe(1);
    expect(errors).toContain("expected a StatefulSet postgres whose claims are retained when it is deleted");
  });
});

function replaced(path: string, value: object): string {
  return JSON.stringify([{ op: "replace", path, value }]);
}

describe("an installation by Helm", () => {
  let volumes: Awaited<ReturnType<typeof claims>>;

  test("is shown as the stack that it would become, and nothing is changed", async () => {
    volumes = await claims();
    const { code, out } = await adopt();
    expect(code).toBe(0);
    const lines = out.split("\n").map((line) => line.trim().replace(/ {2,}/g, " | "));
    expect(lines).toEqual(
      expect.arrayContaining([
        "namespace | openops | instead of nothing",
        "version | 0.6.24 | instead of 0.6.25",
        "images.postgres.tag | 18.1 | instead of nothing",
        "images.redis.tag | 7.4.0 | instead of nothing",
        "database.storage.sizeGi | 25 | instead of 20",
        "services.tables.storage.claimName | tables-data-pvc | instead of tables-pvc",
        "encryptionKey | OPS_ENCRYPTION_KEY of Secret openops-env",
        "tablesSecretKey | SECRET_KEY of Secret openops-env",
        "PersistentVolumeClaim | data-postgres-0",
        "Deployment | openops-app",
        "NetworkPolicy openops-app-policy",
      ]),
    );
    expect(out).toContain("Nothing was changed. To do it: npm run adopt -- ");
    expect((await checkout.run("drift", "--stack", stack)).errors).toContain(
      "is not deployed in the sandbox",
    );
  });

  test("becomes a stack", async () => {
    const { code, errors } = await adopt("--yes");
    expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
    expect(await claims()).toEqual(volumes);
  });

  test("is not taken over twice", async () => {
    const { code, errors } = await adopt("--yes");
    expect(code).toBe(1);
    expect(errors).toContain(`Stack ${stack} has resources already; nothing was changed.`);
  });

  test("loses nothing by the next update, as its preview says", async () => {
    const path = checkout.path(".sandbox", "adoption.md");
    const command = ["preview", "--stack", stack, "--markdown", path, "--fail-on-danger"];
    const { code, errors } = await checkout.run(...command);
    const markdown = readFileSync(path, "utf8");
    expect({ code, errors: code === 0 ? "" : `${errors}\n${markdown.slice(0, 3000)}` }).toEqual({
      code: 0,
      errors: "",
    });
    expect(markdown).toContain("- PersistentVolumeClaim `data-postgres-0` changes.");
    expect(markdown).toContain("`postgres` is made anew: the old pod stops before the new one starts.");
  });

  test("is updated, with the volumes and the encryption key that it had", async () => {
    const { code, errors } = await checkout.run("up", "--stack", stack);
    expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
    expect((await claims()).filter(([name]) => name !== "openops-backups")).toEqual(volumes);
    const own = (await objects("secrets")).find(({ metadata }) => /^openops-app-/.test(metadata.name));
    expect(Buffer.from(own?.data?.OPS_ENCRYPTION_KEY ?? "", "base64").toString()).toBe(encryptionKey);
  });

  test("has nothing to change after that, and no drift", async () => {
    const { code, out } = await checkout.run("preview", "--stack", stack);
    expect({ code, out }).toEqual({ code: 0, out: `No changes: stack ${stack} is as configured.\n` });
    expect(await checkout.run("drift", "--stack", stack)).toMatchObject({ code: 0, out: "" });
  });

  test("showed no secret at any time", () => {
    const shown = checkout.terminal.join("\n");
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
});
