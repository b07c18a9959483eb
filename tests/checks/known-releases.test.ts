import {
  defaultRelease,
  executionOf,
  executions,
  isNewer,
  knownReleases,
  publishedReleases,
} from "../../components/values/releases";
import { join } from "node:path";
import { checkoutFiles } from "../support/updates/checkout-files";
import { imageTag } from "../../components/stack/images";
import { planStack } from "../../components/plan/plan";
import { assemble, configOf, faultsOf } from "../support/configuration";
import { obeyed } from "../support/obeyed";

const digest = `sha256:${"0".repeat(64)}`;

describe("the table of releases", () => {
  test("has them from old to new, each once, and among them the default one", () => {
    expect(
      knownReleases.slice(1).filter((version, index) => !isNewer(version, knownReleases[index] ?? "")),
    ).toEqual([]);
    expect(knownReleases).toContain(defaultRelease);
    expect(configOf().version).toBe(defaultRelease);
  });

  test("never goes back from workers to engines", () => {
    const places = Object.values(publishedReleases).map(({ execution }) => executions.indexOf(execution));

    expect(places).toEqual([...places].sort());
  });

  test.each(Object.entries(publishedReleases))(
    "gives a stack of %s all that was published with it",
    (version, row) => {
      const config = configOf({ version });
      const { services } = planStack({ config, namespace: "openops", extraSecrets: {} });
      const running = services.map(({ service }) => service.id);

      expect([imageTag("tables", config), imageTag("analytics", config)]).toEqual([
        row.tables,
        row.analytics,
      ]);
      expect(executions.filter((id) => running.includes(id))).toEqual([row.execution]);
    },
  );
});

test("pages and examples name known releases but for one, and the example to start from the default one", () => {
  const files = checkoutFiles(join(__dirname, "..", ".."));
  const named = Object.entries(files)
    .filter(([file]) => /^(README\.md|docs\/|examples\/|template\/|Pulumi\.)/.test(file))
    .flatMap(([, text]) =>
      Array.from(
        text.matchAll(/(?:openops:version:?|^version:|downgradeTo'?:?) "?(\d+\.[\w.-]+)/gm),
        ([, version = ""]) => version,
      ),
    );

  expect(named.length).toBeGreaterThan(4);
  // The example of one that is not known.
  expect(named.filter((version) => !knownReleases.includes(version))).toEqual(["1.0.0"]);
  expect(files["examples/Pulumi.example.yaml"]).toContain(`openops:version: ${defaultRelease}\n`);
});

describe("what runs flows", () => {
  test.each([
    ["a release that is known", "0.6.24", "engine"],
    ["a candidate of one", "0.6.25-rc.1", "engine"],
    ["a release before them, when there were no workers", "0.6.1", "engine"],
    ["a newer release", "0.6.26", undefined],
    ["a candidate of a newer one", "1.0.0-rc.1", undefined],
    ["a commit", "1a2b3c4d", undefined],
    ["a tag that moves", "latest", undefined],
  ])("in %s, %s, is %s", (_, version, execution) => {
    expect(executionOf(version)).toBe(execution);
  });
});

describe("a release that is not known", () => {
  const tables = { tag: "0.3.0" };
  const analytics = { tag: "0.15.0" };
  const where = (version: string) =>
    `its docker-compose.yml has the tags, and a service openops-engine or openops-worker: https://github.com/openops-cloud/openops/blob/${version}/deploy/docker-compose/docker-compose.yml`;
  const ways = {
    execution: "pulumi config set openops:execution VALUE",
    "images.tables.tag": "pulumi config set --path 'openops:images.tables.tag' VALUE",
    "images.analytics.tag": "pulumi config set --path 'openops:images.analytics.tag' VALUE",
  };
  const all = ["execution", "images.tables.tag", "images.analytics.tag"] as const;
  const fault = (version: string, missing: readonly (keyof typeof ways)[]) =>
    `openops:version: expected a release that is known (${knownReleases.join(", ")}), or what was published with this one: ${missing.join(", ")}, got ${version}: ${where(version)} (${missing.map((path) => ways[path]).join(" && ")})`;
  const off = { analytics: { enabled: false } };

  test.each([
    ["in all", { version: "1.0.0" }, all],
    ["of a candidate", { version: "1.0.0-rc.1" }, all],
    ["of the next one", { version: "0.6.26" }, all],
    ["of a commit", { version: "1a2b3c4d" }, all],
    ["without analytics", { version: "0.6.26", services: off }, ["execution", "images.tables.tag"] as const],
    ["besides what runs flows", { version: "0.6.26", execution: "worker" }, all.slice(1)],
    ["of one before those that are known", { version: "0.6.1" }, all.slice(1)],
    [
      "besides a tag and a digest",
      { version: "0.6.26", images: { tables, analytics: { digest } } },
      ["execution"] as const,
    ],
    [
      "of images of one's own that have no tag",
      {
        version: "0.6.26",
        execution: "worker",
        images: { tables: { repository: "example.com/tables" }, analytics },
      },
      ["images.tables.tag"] as const,
    ],
  ])("is asked for what is missing %s, at once and with the place where it stands", (_, values, missing) => {
    expect(faultsOf({ preset: "prod", publicUrl: "https://openops.example.com", ...values })).toEqual([
      fault(values.version, missing),
    ]);
  });

  test("of a tag that moves is asked for it with the newest release", () => {
    expect(faultsOf({ preset: "dev", version: "latest" })).toEqual([
      expect.stringMatching(
        /, got latest: .*: https:\/\/github\.com\/openops-cloud\/openops\/releases\/latest \(/,
      ),
    ]);
  });

  test("is taken once the line that the fault names is obeyed", () => {
    const values = { preset: "dev", version: "1.0.0" };
    const [{ fix = "" } = {}] = assemble({ values }).faults;
    const meant = { execution: "worker", "images.tables.tag": "0.3.0", "images.analytics.tag": "0.15.0" };

    expect(faultsOf(obeyed(values, fix, meant))).toEqual([]);
  });

  test("is not asked for what a wrong word stands for", () => {
    const values = { preset: "dev", version: "1.0.0", execution: "wroker", images: { tables, analytics } };

    expect(faultsOf(values)).toEqual([
      'openops:execution: expected one of engine, worker, got "wroker" (pulumi config set openops:execution VALUE)',
    ]);
  });
});
