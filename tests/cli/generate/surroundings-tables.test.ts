import { withSurroundings } from "../../../cli/generate/surroundings-tables";
import type { RawMap } from "../../../components/config/layers";
import { imageReferences } from "../../../components/plan/pods/planned-images";
import { allServices } from "../../../components/stack/declared-services";
import { configOf, faultsOf } from "../../support/configuration";
import { releaseWithWorkers } from "../../support/docs/releases";

/** The rows of one of the page's tables, cells without their padding. */
function rowsOf(name: string): readonly (readonly string[])[] {
  const made = withSurroundings(`<!-- ${name}:start -->\n<!-- ${name}:end -->`);
  return made
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test("text around the markers stays as it is, and so does a page without them", () => {
  const page = "# Page\n\n<!-- images:start -->\nold\n<!-- images:end -->\n\nEnd\n";
  const made = withSurroundings(page);

  expect([
    made.startsWith("# Page\n\n<!-- images:start -->\n\n| registry"),
    made.endsWith("\n\nEnd\n"),
  ]).toEqual([true, true]);
  expect(made).not.toContain("old");
  expect(withSurroundings("# Page\n")).toBe("# Page\n");
});

describe("the sizes", () => {
  const [, pods, cpu, memory, cpuLimit, memoryLimit, volumes] = rowsOf("sizes")[0] ?? [];
  const quota = {
    requests: { cpu, memory },
    limits: { cpu: cpuLimit, memory: memoryLimit },
    pods: Number(pods),
  };

  test("are one row for each preset", () => {
    expect(rowsOf("sizes").map(([preset]) => preset)).toEqual(["`dev`", "`ci`", "`staging`", "`prod`"]);
  });

  test("are what a quota must have room for", () => {
    expect(faultsOf({ preset: "dev", quota })).toEqual([]);
    expect(faultsOf({ preset: "dev", quota: { ...quota, pods: Number(pods) - 1 } })).toHaveLength(1);
    const less = `${Number.parseInt(cpu ?? "", 10) - 1}m`;
    expect(faultsOf({ preset: "dev", quota: { ...quota, requests: { cpu: less, memory } } })).toHaveLength(1);
  });

  test("have the volumes of tables, Postgres and Redis in dev", () => {
    const { services, database, cache } = configOf();
    const [tables, postgres, redis] = [services.tables, database, cache].map((one) =>
      "storage" in one ? one.storage.sizeGi : 0,
    );

    expect(volumes).toBe(`3, ${(tables ?? 0) + (postgres ?? 0) + (redis ?? 0)} GiB`);
  });
});

describe("the registries", () => {
  const monitored: RawMap = {
    monitoring: { kind: "prometheus" },
    backup: { enabled: true, target: { kind: "gcs", bucket: "openops-backups" } },
  };

  test.each([
    ["dev", {}],
    ["exporters and backups to a bucket", monitored],
    ["workers", releaseWithWorkers],
  ])("have every image of a stack with %s", (_name, values: RawMap) => {
    const listed = rowsOf("images").flatMap(([registry, repositories = ""]) =>
      repositories.split(", ").map((repository) => `${registry}/${repository}`.replaceAll("`", "")),
    );
    const repositories = imageReferences(configOf(values)).map((reference) =>
      reference.replace(/:[^:]*$/, ""),
    );
    const full = repositories.map((name) => (name.includes("/") ? name : `docker.io/library/${name}`));

    expect(full.length).toBeGreaterThan(5);
    expect(full.filter((name) => !listed.includes(name))).toEqual([]);
  });
});

describe("what goes out", () => {
  test("is said of every service, and of gateway and analytics that it is nothing", () => {
    const rows = rowsOf("outgoing");

    expect([...new Set(rows.map(([service]) => service))]).toEqual(allServices.map(({ id }) => `\`${id}\``));
    expect(rows.filter(([, port]) => port === "none").map(([service]) => service)).toEqual([
      "`gateway`",
      "`analytics`",
    ]);
  });

  test("of the app is port 443 of these hosts", () => {
    const ofApp = rowsOf("outgoing").filter(([service]) => service === "`app`");

    expect(ofApp.map(([, port, host]) => [port, host])).toEqual([
      ["443", "`telemetry.openops.com`"],
      ["443", "`raw.githubusercontent.com`"],
      ["443", "`docs.openops.com`"],
      ["443", "`oauth.openops.com`"],
      ["443", "as configured in OpenOps"],
    ]);
  });
});
