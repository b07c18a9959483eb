import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { writtenConfig } from "../support/written-config";
import { runProgram, type PathPart, type ProgramRun } from "../support/program";
import { lookedUp, type LookedUpCloud } from "../support/sources/looked-up-clusters";

const everything = {
  preset: "prod",
  publicUrl: "https://openops.example.com",
  exposure: {
    kind: "load-balancer",
    cloud: { kind: "aws" },
    tls: { kind: "existing-secret", secretName: "certificate" },
  },
  monitoring: { kind: "prometheus", namespace: "monitoring" },
  quota: { pods: 60 },
};

const root = "openops:index:OpenOps";

/** The resources of a run whose way from the stack is such. */
function resourcesIn({ paths }: ProgramRun, isWanted: (path: readonly PathPart[]) => boolean) {
  return paths.filter(isWanted).map((path) => path.map(({ type, name }) => `${type} ${name}`).join(" > "));
}

const inCloud = (cloud: LookedUpCloud) => ({
  preset: "dev",
  ...lookedUp[cloud],
  database: { kind: cloud },
  cache: { kind: cloud },
});

test("a stack shows what the project has for consoles, by outputs that it has", async () => {
  const { outputs } = await runProgram("dev", { "openops:preset": "dev" });
  const readme = readFileSync(join(__dirname, "../../Pulumi.README.md"), "utf8");
  const named = [...readme.matchAll(/\$\{outputs\.(\w+)\}|stack output (\w+)/g)].map(
    ([, shown, printed]) => shown ?? printed,
  );

  expect(outputs.readme).toBe(readme);
  expect(new Set(named)).toEqual(new Set(["url", "adminEmail", "version", "namespace", "adminPassword"]));
  expect(named.filter((name) => outputs[name ?? ""] === undefined)).toEqual([]);
});

describe("every resource of a stack is below the component OpenOps", () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["prod with all that can be switched on", everything],
    ["dev with servers of aws", inCloud("aws")],
    ["dev with servers of gcp", inCloud("gcp")],
    ["dev with servers of azure", inCloud("azure")],
  ])("in %s", async (_, values) => {
    const run = await runProgram("dev", writtenConfig(values));

    expect(run.paths.length).toBeGreaterThan(40);
    expect(resourcesIn(run, ([first]) => first?.type !== root)).toEqual([]);
  });
});

test("what is directly below it is found in the state of a stack that had no such component", async () => {
  const run = await runProgram("dev", writtenConfig({ preset: "dev" }));
  const direct = run.paths.filter(([first, ...rest]) => first?.type === root && rest.length === 1);
  const aliases = direct.map((path) => {
    const { type, name } = path[1] ?? { type: "", name: "" };
    return [`${type} ${name}`, run.find(type, name).options.aliases] as const;
  });

  expect(aliases.map(([resource]) => resource)).toEqual(
    expect.arrayContaining(["openops:index:Secrets secrets", "pulumi:providers:kubernetes cluster"]),
  );
  expect(aliases.filter(([, given]) => given === undefined)).toEqual([]);
  expect(aliases[0]?.[1]).toEqual([{ parent: pulumi.rootStackResource }]);
});

describe("two installations in one program", () => {
  const both = () =>
    runProgram("dev", writtenConfig({ preset: "dev" }), {
      installations: { openops: "openops-eu", us: "openops-us" },
    });

  // A URN has the types of all that a resource is below, and no name but its own.
  test("have no URN in common", async () => {
    const { paths } = await both();
    const urns = paths.map((path) => `${path.map(({ type }) => type).join("$")}::${path.at(-1)?.name}`);

    expect(urns.length).toBeGreaterThan(100);
    expect(urns.filter((urn, index) => urns.indexOf(urn) !== index)).toEqual([]);
  });

  test("are told apart by the name in front; the one called openops has plain names", async () => {
    const { resources } = await both();
    const names = resources.filter(({ type }) => type.endsWith(":Deployment")).map(({ name }) => name);
    const services = ["nginx", "openops-analytics", "openops-app", "openops-engine", "openops-tables"];

    expect(names.sort()).toEqual(services.flatMap((name) => [name, `us-${name}`]).sort());
  });

  test("have objects of the same names, each in a namespace of its own", async () => {
    const { find } = await both();
    const metadataOf = (name: string) => find("kubernetes:apps/v1:Deployment", name).inputs.metadata;

    expect(metadataOf("openops-app")).toMatchObject({ name: "openops-app", namespace: "openops-eu" });
    expect(metadataOf("us-openops-app")).toMatchObject({ name: "openops-app", namespace: "openops-us" });
  });

  test("do not claim what a stack without the component had twice", async () => {
    const { find } = await both();

    expect(find("openops:index:Secrets", "secrets").options.aliases).toHaveLength(1);
    expect(find("openops:index:Secrets", "us-secrets").options.aliases).toBeUndefined();
  });
});

describe("a provider that the program brings along", () => {
  const brought = () => runProgram("dev", writtenConfig({ preset: "dev" }), { bringsProvider: true });

  test("is the only one of the cluster", async () => {
    const { resources } = await brought();

    expect(
      resources.filter(({ type }) => type === "pulumi:providers:kubernetes").map(({ name }) => name),
    ).toEqual(["brought"]);
  });
});
