import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { ensureTools, findCluster } from "../../../sandbox";
import { Checkout } from "../checkout";
import { kubectlFor, type Kubectl } from "../kubectl";

const checkout = new Checkout();
let kubectl: Kubectl;

const kinds =
  "namespaces,deployments,statefulsets,cronjobs,jobs,services,configmaps,secrets,serviceaccounts,persistentvolumeclaims," +
  "networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,resourcequotas,limitranges";
const objectSchema = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
const listSchema = z.object({ items: z.array(objectSchema) });

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Objects = Readonly<Record<string, Json>>;

/** What the API server and its controllers add to every object, and the notes of those who apply it. */
const added =
  /^(uid|resourceVersion|creationTimestamp|generation|managedFields|status|clusterIPs?|volumeName)$|^(pulumi\.com|openops\.com|pv\.kubernetes\.io|volume\.(beta\.)?kubernetes\.io|deployment\.kubernetes\.io)\/|controller-uid$/;

/** What makes a name unique. */
const suffix = /-[0-9a-f]{8}$/;

/** A value without what is added, generated names as the names they are made from. */
function plain(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      // Generated objects are immutable under Pulumi, which makes new ones.
      .filter(([key]) => !added.test(key) && key !== "immutable")
      .map(([key, child]) => [key, plain(child)] as const)
      .filter(([key, child]) => key !== "annotations" || JSON.stringify(child) !== "{}");
    return Object.fromEntries(entries);
  }
  return typeof value === "string" ? value.replace(suffix, "") : value;
}

/** What the control plane puts into every namespace. */
const everywhere = ["ConfigMap kube-root-ca.crt", "ServiceAccount default"];

/** The objects of a namespace, and the Namespace itself. */
async function objectsIn(namespace: string): Promise<Objects> {
  const { output } = await kubectl(["get", kinds, "-n", namespace, "-o", "json"]);
  const named = listSchema.parse(JSON.parse(output)).items.map((item): readonly [string, Json] => {
    const json: Json = plain(JSON.parse(JSON.stringify(item)));
    return [`${item.kind} ${item.metadata.name.replace(suffix, "")}`, json];
  });
  return Object.fromEntries(
    named.filter(
      ([name]) =>
        !everywhere.includes(name) && (!name.startsWith("Namespace ") || name === `Namespace ${namespace}`),
    ),
  );
}

async function succeed(...args: readonly string[]): Promise<void> {
  const { code, errors } = await checkout.run(...args);
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
}

/** The lines of a kubectl that has to succeed. */
async function linesOf(...args: readonly string[]): Promise<readonly string[]> {
  const { ok, output } = await kubectl(args);
  expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  return output.split("\n");
}

const folderOf = (stack: string): string => checkout.path(".sandbox", "manifests", stack);

interface Compared {
  readonly updated: Objects;
  readonly applied: Objects;
  /** How many objects kubectl says it has applied. */
  readonly accepted: number;
}

/** Brings a stack up, renders it, empties its namespace, and applies there what was rendered. */
async function updatedAndApplied(stack: string): Promise<Compared> {
  const namespace = `openops-${stack}`;
  const folder = folderOf(stack);
  await succeed("up", "--stack", stack);
  const updated = await objectsIn(namespace);
  await succeed("render", "--stack", stack, "--output", folder, "--with-secrets", "--state");
  await linesOf("delete", "namespace", namespace);
  const lines = await linesOf("apply", "--server-side", "-k", folder);
  const accepted = lines.filter((line) => line.endsWith(" serverside-applied")).length;
  return { updated, applied: await objectsIn(namespace), accepted };
}

/** Made once by an update, and left out of manifests, which could not order them. */
const firstBoots = ["Job openops-analytics-first-boot", "Job openops-app-first-boot"];

/** Field by field, each difference beside the name of its object. */
function expectTheSame({ updated: all, applied, accepted }: Compared): void {
  const updated = Object.fromEntries(Object.entries(all).filter(([name]) => !firstBoots.includes(name)));
  expect(Object.keys(applied).sort()).toEqual(Object.keys(updated).sort());
  expect(accepted).toBe(Object.keys(updated).length);
  Object.entries(updated).forEach(([name, object]) => expect([name, applied[name]]).toEqual([name, object]));
}

beforeAll(async () => {
  const tools = await ensureTools({ root: checkout.folder, report: () => undefined });
  const root = resolve(__dirname, "../../..");
  cpSync(join(root, "Pulumi.prod.yaml"), checkout.path("Pulumi.prod.yaml"));
  await succeed("sandbox", "start");
  const cluster = await findCluster({ root: checkout.folder });
  kubectl = kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? "");
});

afterAll(() => checkout.remove());

describe("rendered manifests", () => {
  test("are refused where a value is known to an update only, naming it", async () => {
    const { code, errors } = await checkout.run("render", "--stack", "prod", "--with-secrets");
    expect(code).toBe(1);
    expect(errors).toContain("Only an update of stack prod knows these values; nothing was written:");
    expect(errors).toContain("  Secret openops-app: encryptionKey\n");
    expect(errors).toContain("  NetworkPolicy openops-app: addresses of the servers outside the cluster\n");
    expect(errors).toContain("  Deployment openops-tables: openops-prod-postgres\n");
  });

  test("leave Secrets out unless they are asked for", async () => {
    const folder = checkout.path(".sandbox", "without-secrets");
    await succeed("render", "--stack", "prod", "--output", folder, "--placeholders");
    expect(readdirSync(folder).filter((name) => name.startsWith("secret-"))).toEqual([]);
  });

  test("of the dev stack are all accepted and give the same objects as an update", async () => {
    const compared = await updatedAndApplied("dev");
    expect(Object.keys(compared.updated).length).toBeGreaterThan(35);
    expectTheSame(compared);
  });

  test("of production, whose servers are in a cloud, are all accepted and give the same objects", async () => {
    const compared = await updatedAndApplied("prod");
    expect(Object.keys(compared.updated)).toEqual(expect.arrayContaining(firstBoots));
    expect(Object.keys(compared.updated).length).toBeGreaterThan(35);
    expectTheSame(compared);
  });

  test("are the same files when they are rendered again", async () => {
    const folder = checkout.path(".sandbox", "again");
    await succeed("render", "--stack", "prod", "--output", folder, "--with-secrets", "--state");
    expect(readdirSync(folder).sort()).toEqual(readdirSync(folderOf("prod")).sort());
    const contents = (path: string) =>
      readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")]);
    expect(contents(folder)).toEqual(contents(folderOf("prod")));
  });
});
