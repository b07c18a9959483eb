import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { Installation } from "../engine/installation";
import { counted, PlainPulumi, printedInSuccess } from "./plain-pulumi";
import { refuseRequests } from "./refused-requests";

const example = resolve(__dirname, "../../examples/own-cluster");
const clusterName = "openops";
const namespace = "openops-own";
const storageClass = "gp3-encrypted";
const stack = ["--stack", "own"];
const up = ["up", "--yes", "--skip-preview", ...stack];
const kindSchema = z.object({ type: z.string() });
let pulumi: PlainPulumi;
let planned: number;

/** Puts the example in the place of the checkout's program: its package is then the checkout itself. */
function installExample(): void {
  readdirSync(example)
    .filter((file) => file.endsWith(".ts"))
    .forEach((file) => cpSync(join(example, file), join(pulumi.checkout, file)));
  pulumi.rewrite("index.ts", (text) => text.replace('"openops-pulumi"', '"./components"'));
}

async function set(...args: readonly string[]): Promise<void> {
  printedInSuccess(await pulumi.run("config", "set", ...args, ...stack));
}

/** The types of what is in the simulated account, sorted. */
function inTheCloud(): readonly string[] {
  const account = join(pulumi.place("accounts"), "aws");
  return (existsSync(account) ? readdirSync(account) : [])
    .filter((file) => file.endsWith(".json"))
    .map((file) => kindSchema.parse(JSON.parse(readFileSync(join(account, file), "utf8"))).type)
    .sort();
}

/** What is at a path of objects of the installation. */
async function valuesAt(kind: string, path: string): Promise<readonly string[]> {
  const { output } = await pulumi.kubectl(["get", kind, "-n", namespace, `-o=jsonpath=${path}`]);
  return output.split(/\s+/);
}

beforeAll(async () => {
  pulumi = await PlainPulumi.start({ eksCluster: clusterName });
  installExample();
  printedInSuccess(await pulumi.run("stack", "init", "own"));
  await set("aws:region", "eu-west-1");
  await set("clusterName", clusterName);
  await set("publicUrl", "https://openops.example.com");
  await set("--path", "administratorRanges[0]", "203.0.113.0/24");
  await set("protect", "false");
});

afterAll(() => pulumi.stop());

describe("a program that makes the cluster of its OpenOps", () => {
  test("previews everything from nothing, and says what it does not look at", async () => {
    const printed = await pulumi.succeed("preview", ...stack);
    planned = counted(printed, "to create");

    expect(planned).toBeGreaterThan(140);
    expect(printed).toContain(
      "The cluster is not there yet: what has to be in it is looked at once the program has made it.",
    );
    expect(printed).toContain(
      `It was not looked whether namespace ${namespace} has data of an installation already: its provider comes from the program.`,
    );
    expect(printed).not.toMatch(/leak|unhandled|    at /i);
    expect(inTheCloud()).toEqual([]);
  });

  test("previews the rest after an update that failed once the cluster was there", async () => {
    const allow = await refuseRequests(pulumi.kubectl, {
      operation: "CREATE",
      resource: "storageclasses",
      apiGroup: "storage.k8s.io",
      name: storageClass,
      probe: ["create", "-f", "-"],
      manifest: JSON.stringify({
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: storageClass },
        provisioner: "any",
      }),
    });
    const { code, printed: refused } = await pulumi.operate(...up);
    await allow();
    const printed = await pulumi.succeed("preview", ...stack);

    expect(code).not.toBe(0);
    expect(refused).toContain("refused by a test");
    expect(refused).not.toMatch(/leak|unhandled|    at /i);
    expect(counted(printed, "unchanged")).toBeGreaterThan(40);
    expect(counted(printed, "unchanged") + counted(printed, "to create")).toBe(planned);
    expect(printed).toContain(
      "What OpenOps comes after is not there yet: what has to be in the cluster is looked at once it is.",
    );
  });

  test("makes the rest", async () => {
    const printed = await pulumi.succeed(...up);

    expect(counted(printed, "unchanged") + counted(printed, "created")).toBe(planned);
    expect(printed).not.toMatch(/leak|unhandled|    at /i);
  });

  test("gives OpenOps the database and the volumes that it has made", async () => {
    const host = '{.spec.template.spec.containers[*].env[?(@.name=="DATABASE_HOST")].value}';

    expect(await valuesAt("deployment/openops-tables", host)).toEqual([
      expect.stringMatching(/^database-[0-9a-f]{7}\.c[0-9a-f]{11}\.eu-west-1\.rds\.amazonaws\.com$/),
    ]);
    expect(await valuesAt("persistentvolumeclaims", "{.items[*].spec.storageClassName}")).toEqual([
      storageClass,
      storageClass,
      storageClass,
    ]);
  });

  test("has nothing to do at a second preview", async () => {
    const printed = await pulumi.succeed("preview", "--expect-no-changes", ...stack);

    expect(counted(printed, "unchanged")).toBe(planned);
    expect(printed).not.toContain("not there yet");
  });

  test("has nothing to do after a look at everything", async () => {
    const printed = await pulumi.succeed(...up, "--refresh", "--expect-no-changes");

    expect(counted(printed, "unchanged")).toBe(planned);
  });

  test("is destroyed whole, in an order that neither the cluster nor the cloud refuses", async () => {
    expect(inTheCloud()).toContain("aws:eks/cluster:Cluster");
    const printed = await pulumi.succeed("destroy", "--yes", "--skip-preview", ...stack);

    expect(counted(printed, "deleted")).toBe(planned);
    expect(inTheCloud()).toEqual([]);
    expect(await new Installation(pulumi.kubectl, namespace).exists()).toBe(false);
  });
});
