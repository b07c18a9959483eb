import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Installation } from "../engine/installation";
import { refuseRequests } from "./refused-requests";
import { counted, PlainPulumi, printedInSuccess } from "./plain-pulumi";

const stack = ["--stack", "dev"];
const up = ["up", "--yes", "--skip-preview", ...stack];
let pulumi: PlainPulumi;

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
  printedInSuccess(await pulumi.run("stack", "init", "dev"));
});

afterAll(() => pulumi.stop());

const anyStatefulSet = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "postgres", namespace: "default" },
  spec: {
    serviceName: "postgres",
    selector: { matchLabels: { app: "any" } },
    template: { metadata: { labels: { app: "any" } }, spec: { containers: [{ name: "any", image: "any" }] } },
  },
};

const exportSchema = z.object({
  deployment: z.object({
    resources: z.array(z.looseObject({ urn: z.string(), type: z.string() })),
  }),
});

/** The records of a stack, by their names, with what they hold. */
async function records(): Promise<Readonly<Record<string, unknown>>> {
  const exported = printedInSuccess(await pulumi.run("stack", "export", ...stack));
  const { resources } = exportSchema.parse(JSON.parse(exported)).deployment;
  return Object.fromEntries(
    resources
      .filter(({ type }) => type === "pulumi:index:Stash")
      .map(({ urn, inputs }) => [urn.replace(/^.*::record-/, ""), inputs]),
  );
}

function volumeOf(sizeGi: number) {
  return { input: { volumes: { "database.storage": { sizeGi } } } };
}

describe("a first update that fails", () => {
  test("leaves records of what it reached, and none of what it did not", async () => {
    const allow = await refuseRequests(pulumi.kubectl, {
      operation: "CREATE",
      resource: "statefulsets",
      apiGroup: "apps",
      name: "postgres",
      probe: ["create", "-f", "-"],
      manifest: JSON.stringify(anyStatefulSet),
    });
    const { code, printed } = await pulumi.operate(...up);
    await allow();

    expect(code).not.toBe(0);
    expect(printed).toContain("refused by a test");
    // What else was reached when the update ended is a matter of moments.
    const reached = Object.keys(await records());
    expect(reached).toEqual(expect.arrayContaining(["installation", "secrets", "volume-database"]));
    expect(reached).not.toContain("database");
    expect(reached).not.toContain("release");
  });

  test("is followed by one that cannot take back what it reached", async () => {
    pulumi.configure("dev", { preset: "dev", database: { storage: { sizeGi: 12 } } });
    const { code, printed } = await pulumi.operate("preview", ...stack);

    expect(code).not.toBe(0);
    expect(printed).toContain("openops:database.storage.sizeGi: expected at least the 20 it has, got 12");
  });

  test("is followed by one that finishes it", async () => {
    pulumi.configure("dev", { preset: "dev" });
    await pulumi.succeed(...up);

    expect(await records()).toMatchObject({
      database: { input: { databaseKind: "in-cluster" } },
      installation: {
        input: { namespace: "openops-dev", clusterUid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
      release: { input: { release: { version: "0.6.25" } } },
      "volume-database": volumeOf(20),
      "volume-tables": {
        input: { volumes: { "services.tables.storage": { sizeGi: 10, claimName: "tables-pvc" } } },
      },
    });
    await pulumi.succeed("preview", "--expect-no-changes", ...stack);
  });
});

describe("a volume that its cluster refuses to grow", () => {
  test("keeps the record of the size that it has", async () => {
    const allow = await refuseRequests(pulumi.kubectl, {
      operation: "UPDATE",
      resource: "persistentvolumeclaims",
      apiGroup: "",
      name: "data-postgres-0",
      probe: ["annotate", "persistentvolumeclaim", "data-postgres-0", "-n", "openops-dev", "probe=yes"],
    });
    pulumi.configure("dev", { preset: "dev", database: { storage: { sizeGi: 24 } } });
    const { code } = await pulumi.operate(...up);
    await allow();

    expect(code).not.toBe(0);
    expect(await records()).toMatchObject({ "volume-database": volumeOf(20) });
  });

  test("leaves the way back open, after which nothing is left to do", async () => {
    pulumi.configure("dev", { preset: "dev" });

    await pulumi.succeed(...up);
    await pulumi.succeed("preview", "--expect-no-changes", ...stack);
  });

  test("cannot shrink below what it has", async () => {
    pulumi.configure("dev", { preset: "dev", database: { storage: { sizeGi: 19 } } });
    const { code, printed } = await pulumi.operate("preview", ...stack);
    pulumi.configure("dev", { preset: "dev" });

    expect(code).not.toBe(0);
    expect(printed).toContain("openops:database.storage.sizeGi: expected at least the 20 it has, got 19");
  });
});

test("a wrong passphrase is refused, and is no first installation", async () => {
  const wrong = pulumi.with({ PULUMI_CONFIG_PASSPHRASE: "another" });
  const { code, printed } = await wrong.operate("preview", ...stack);

  expect(code).not.toBe(0);
  expect(printed).toMatch(/incorrect passphrase/);
  expect(printed).not.toMatch(/to create/);
});

test("the records of secrets are kept encrypted, in every file of the backend", () => {
  const kept = readdirSync(pulumi.place("state"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .filter((text) => text.includes("record-secrets"));

  expect(kept.length).toBeGreaterThan(0);
  expect(kept.filter((text) => text.includes('"fingerprint"'))).toEqual([]);
});

describe("with the program run again, as --run-program does,", () => {
  test("a refresh finds everything as it is", async () => {
    const refresh = ["refresh", "--run-program", ...stack];

    await pulumi.succeed(...refresh, "--preview-only", "--expect-no-changes");
    await pulumi.succeed(...refresh, "--yes", "--skip-preview");
    await pulumi.succeed("preview", "--expect-no-changes", ...stack);
  });
});

describe("a stack that is renamed", () => {
  const renamed = ["--stack", "trial"];

  test("has its records still, so that it is not taken for a first installation elsewhere", async () => {
    printedInSuccess(await pulumi.run("stack", "rename", "trial", ...stack));
    const { code, printed } = await pulumi.operate("preview", ...renamed);

    expect(code).not.toBe(0);
    expect(printed).toContain("openops:namespace: expected openops-dev as it is deployed, got openops-trial");
  });

  test("goes on where it is once its configuration names its namespace", async () => {
    const [fix = ""] = /pulumi config set openops:namespace [\w-]+/.exec(
      (await pulumi.operate("preview", ...renamed)).printed,
    ) ?? [""];
    printedInSuccess(await pulumi.obey(`${fix} --stack trial`));

    await pulumi.succeed("preview", "--expect-no-changes", ...renamed);
  });

  test("is destroyed whole, with the program run again", async () => {
    const before = counted(await pulumi.succeed("preview", ...renamed), "unchanged");
    const printed = await pulumi.succeed("destroy", "--run-program", "--yes", "--skip-preview", ...renamed);

    expect(counted(printed, "deleted")).toBe(before);
    expect(await new Installation(pulumi.kubectl, "openops-dev").exists()).toBe(false);
  });
});
