import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Installation } from "../engine/installation";
import { counted, PlainPulumi, printedInSuccess } from "./plain-pulumi";

const stack = ["--stack", "live"];
const namespaces = ["openops-sales-live", "openops-research-live"];
const example = resolve(__dirname, "../../examples/two-installations/index.ts");
let pulumi: PlainPulumi;
let planned: number;

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
  const program = readFileSync(example, "utf8").replace('"openops-pulumi"', '"./components"');
  pulumi.rewrite("index.ts", () => program);
  printedInSuccess(await pulumi.run("stack", "init", "live"));
  const kubeconfig = await pulumi.obey(
    'pulumi config set --secret teams:kubeconfig --stack live < "$KUBECONFIG"',
  );
  printedInSuccess(kubeconfig);
});

afterAll(() => pulumi.stop());

/** Where the database of an installation is prepared. */
async function databaseHost(namespace: string): Promise<string | undefined> {
  const { output } = await pulumi.kubectl(["get", "jobs", "-n", namespace, "-o=json"]);
  return /"name": "PGHOST",\s+"value": "([^"]*)"/.exec(output)?.[1];
}

describe("a program of one's own with two installations", () => {
  test("previews both, though the host of a database is not known yet", async () => {
    const printed = await pulumi.succeed("preview", ...stack);
    planned = counted(printed, "to create");

    expect(planned).toBeGreaterThan(120);
    expect(printed).not.toMatch(/leak|unhandled|    at /i);
  });

  test("makes both, each in a namespace of its own", async () => {
    expect(counted(await pulumi.succeed("up", "--yes", "--skip-preview", ...stack), "created")).toBe(planned);
    expect(
      await Promise.all(namespaces.map((namespace) => new Installation(pulumi.kubectl, namespace).exists())),
    ).toEqual([true, true]);
  });

  test("gives each the database that is its own", async () => {
    expect(await databaseHost("openops-sales-live")).toBe("postgres.openops-sales-live.svc");
    expect(await databaseHost("openops-research-live")).toMatch(
      /^postgres-of-research-[0-9a-f]{8}\.default\.svc$/,
    );
  });

  test("has nothing to do after that", async () => {
    await pulumi.succeed("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes", ...stack);
  });
});

describe("an installation in a program is held against what is deployed, as a stack is:", () => {
  const args = 'preset: "dev", admin: { email: "admin@sales.example.com" }';
  const refusal = async (changed: string): Promise<string> => {
    const before = pulumi.read("index.ts");
    pulumi.rewrite("index.ts", (text) => text.replace(args, changed));
    const { code, printed } = await pulumi.operate("preview", ...stack);
    pulumi.rewrite("index.ts", () => before);
    return code === 0 ? "" : printed;
  };

  test("a smaller volume", async () => {
    expect(await refusal(`${args}, database: { kind: "in-cluster", storage: { sizeGi: 5 } }`)).toContain(
      "database.storage.sizeGi: expected at least the 20 it has, got 5",
    );
  });

  test("an older release", async () => {
    expect(await refusal(`${args}, version: "0.6.24"`)).toMatch(/version: expected .*0\.6\.25/);
  });

  test("another encryption key", async () => {
    const key = "0123456789abcdef0123456789abcdef";
    const printed = await refusal(`${args}, encryptionKey: "${key}"`);

    expect(printed).toMatch(
      /encryptionKey: expected the value with the fingerprint [0-9a-f]{16}, as it is deployed/,
    );
    expect(printed).not.toContain(key);
  });

  test("a key that the state has lost", async () => {
    const exported = printedInSuccess(await pulumi.run("stack", "export", ...stack));
    const [urn = ""] = /urn:[^"]*::sales-encryptionKey(?=")/.exec(exported) ?? [];
    printedInSuccess(
      await pulumi.run("state", "delete", urn, "--yes", "--force", "--target-dependents", ...stack),
    );
    const { code, printed } = await pulumi.operate("preview", ...stack);
    const before = join(pulumi.checkout, "before.json");
    writeFileSync(before, exported);
    printedInSuccess(await pulumi.run("stack", "import", "--file", before, ...stack));

    expect(code).not.toBe(0);
    expect(printed).toMatch(
      /encryptionKey: expected the value that the data was written with, got none, since the state has lost it, and the record of it/,
    );
  });
});

test("another cluster is refused", async () => {
  const other = await PlainPulumi.start();
  try {
    const kubeconfig = join(other.checkout, "..", "kubeconfig");
    printedInSuccess(await other.obey(`cp "$KUBECONFIG" "${kubeconfig}"`));
    printedInSuccess(
      await pulumi.obey(`pulumi config set --secret teams:kubeconfig --stack live < "${kubeconfig}"`),
    );
    const { code, printed } = await pulumi.operate("preview", ...stack);

    expect(code).not.toBe(0);
    expect(printed).toContain("cluster: expected the cluster that the stack is deployed to, with the UID");
  } finally {
    await other.stop();
  }
});
