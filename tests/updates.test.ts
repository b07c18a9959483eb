import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkoutFiles } from "./support/updates/checkout-files";
import { pinsOf, placeOf, type Files, type Pin } from "./support/updates/pins";
import { appliesTo, patternOf, readingsOf, renovateConfigOf } from "./support/updates/renovate";

const root = join(__dirname, "..");
const files = checkoutFiles(root);
const config = renovateConfigOf(files);

/** What looks like a pin and is none. */
const noPins: readonly { readonly files: RegExp; readonly values: RegExp; readonly because: string }[] = [
  {
    files: /^(components|providers\/azure)\//,
    values: /^1\.[0123]$/,
    because: "versions of TLS and HTTP",
  },
  { files: /^sandbox\/plugins\/clouds\//, values: /./, because: "what a simulated cloud answers" },
  { files: /^sandbox\/node\//, values: /^1\.0\.0$/, because: "versions of CNI and CSI" },
  { files: /^cli\/render\//, values: /^1\.1$/, because: "the version of YAML" },
  { files: /^bench\//, values: /^1\.0\.0$/, because: "the version of a chart that is made here" },
  { files: /^docs\/(adoption|pods)\.md$/, values: /./, because: "examples of what people may have" },
  {
    files: /^tests\/engine\/(adoption|stages)\//,
    values: /./,
    because: "an installation that was there before",
  },
];

function isPin({ file, value }: Pin): boolean {
  return !noPins.some((each) => each.files.test(file) && each.values.test(value));
}

function isSame(one: Pick<Pin, "file" | "from" | "to">, other: Pick<Pin, "file" | "from" | "to">): boolean {
  return one.file === other.file && one.from < other.to && other.from < one.to;
}

/** The pins that are not read once, each with its place and what to do. */
function complaints(checkout: Files): readonly string[] {
  const pins = pinsOf(checkout).filter(isPin);
  const readings = readingsOf(renovateConfigOf(checkout), checkout, pins);
  return pins.flatMap((pin) => {
    const readers = readings.filter((reading) => isSame(reading, pin)).map(({ by }) => by);
    const what = `${placeOf(checkout, pin)}: ${[pin.name, pin.value].filter((word) => word !== "").join(" ")}`;
    if (readers.length === 0) {
      return [
        `${what} is watched by nobody. Let a manager of renovate.json5 read it; ` +
          "if people raise it, add a rule there with enabled: false and the reason.",
      ];
    }
    return readers.length === 1
      ? []
      : [`${what} is watched more than once, by ${readers.join(" and ")}. Leave one.`];
  });
}

const pins = pinsOf(files).filter(isPin);
const readings = readingsOf(config, files, pins);
const byHand = config.packageRules.filter(({ enabled }) => enabled === false);

describe("the updater", () => {
  test("new releases are looked for of everything that is pinned, once", () => {
    expect(pins.length).toBeGreaterThan(200);
    expect(complaints(files)).toEqual([]);
  });

  test("what packages bring along is pinned: a lock file is beside every package.json with dependencies", () => {
    // The sandbox takes what it needs from the package around it.
    const folders = Object.entries(files).flatMap(([file, content]) =>
      /"(devD|d)ependencies"/.test(content) ? (/^(.*)package\.json$/.exec(file)?.[1] ?? []) : [],
    );

    expect(folders).toEqual(["", "policies/", "tests/tools/app-clients/"]);
    expect(folders.filter((folder) => !existsSync(join(root, folder, "package-lock.json")))).toEqual([]);
  });

  test("reads nothing that is no pin", () => {
    const strays = readings.filter((reading) => !pins.some((pin) => isSame(pin, reading)));

    expect(strays.map((reading) => placeOf(files, reading))).toEqual([]);
  });

  test.each(config.customManagers.map(({ description }) => description))("reads %s", (description) => {
    expect(readings.map(({ by }) => by)).toContain(`"${description}"`);
  });

  test("proposes new releases of all but these, which people raise", () => {
    const raised = readings.filter((reading) => byHand.some((each) => appliesTo(each, reading)));
    const named = raised
      .map(({ file, kind, name }) =>
        kind === "golang" ? kind : `${file}: ${kind === "replace" ? kind : name}`,
      )
      .map((each) => each.replace(/: github\.com\/\S+$/, ": module"));

    expect([...new Set(named)].sort()).toEqual([
      ".github/workflows/nightly.yaml: node",
      "Pulumi.yaml: Pulumi",
      "components/checks/cluster/cluster-requirements.ts: Kubernetes",
      "components/values/releases.ts: openops",
      "components/values/releases.ts: openops-analytics",
      "components/values/releases.ts: openops-tables",
      "examples/Pulumi.example.yaml: openops",
      "golang",
      "package.json: node",
      "package.json: npm",
      "providers/aws/elasti-cache.ts: redis",
      "providers/aws/elasti-cache.ts: valkey",
      "sandbox/node/node-system.ts: debian",
      "sandbox/package.json: node",
      "sandbox/toolchain/tool-table.ts: pulumi/pulumi-kubernetes",
      "sandbox/tools/kubernetes-oldest/go.mod: k8s.io/kubernetes",
      "sandbox/tools/kubernetes-oldest/go.mod: replace",
      "sandbox/tools/kubernetes-plugin/go.mod: module",
      "sandbox/tools/pulumi-oldest/go.mod: module",
      "tests/node/image-recipes.ts: debian",
      "tests/node/setup.ts: debian",
      "tests/servers/images.ts: debian",
      "tests/servers/isolate.sh: debian",
      "tests/servers/machine.ts: debian",
      "tests/servers/packages.mjs: debian",
      "tests/servers/provision.mjs: debian",
      "tests/tools/app-clients/package.json: bullmq",
      "tests/tools/app-clients/package.json: ioredis",
      "tests/tools/app-clients/package.json: pg",
      "tests/tools/app-clients/package.json: pg-of-last-engine",
      "tests/tools/python-build/requirements.in: setuptools",
      "tests/tools/python-build/requirements.in: wheel",
      "tests/tools/superset/requirements.in: apache-superset",
      "tests/tools/superset/requirements.in: async-timeout",
      "tests/tools/superset/requirements.in: celery",
      "tests/tools/superset/requirements.in: flask",
      "tests/tools/superset/requirements.in: flask-appbuilder",
      "tests/tools/superset/requirements.in: gevent",
      "tests/tools/superset/requirements.in: gunicorn",
      "tests/tools/superset/requirements.in: kombu",
      "tests/tools/superset/requirements.in: marshmallow",
      "tests/tools/superset/requirements.in: psycopg2-binary",
      "tests/tools/superset/requirements.in: redis",
      "tests/tools/superset/requirements.in: sqlalchemy",
      "tests/tools/tables-clients/requirements.in: async-timeout",
      "tests/tools/tables-clients/requirements.in: celery",
      "tests/tools/tables-clients/requirements.in: celery-redbeat",
      "tests/tools/tables-clients/requirements.in: channels-redis",
      "tests/tools/tables-clients/requirements.in: django",
      "tests/tools/tables-clients/requirements.in: django-redis",
      "tests/tools/tables-clients/requirements.in: kombu",
      "tests/tools/tables-clients/requirements.in: psycopg2-binary",
      "tests/tools/tables-clients/requirements.in: redis",
    ]);
  });

  test.each(byHand)("leaves some to people for a reason: $description", (each) => {
    expect(each.description).toMatch(/^[A-Z].{30,}\.$/);
    expect(readings.filter((reading) => appliesTo(each, reading))).not.toEqual([]);
  });

  test.each([
    { name: "postgres", next: "17.99", other: "18.1" },
    { name: "nginx", next: "1.32.0", other: "1.31.9" },
    { name: "redis", next: "7.4.99", other: "8.2.1" },
  ])("keeps the image of $name on its branch", ({ name, next, other }) => {
    const [image] = readings.filter(
      (each) => each.name === name && each.file === "components/config/pinned-images.ts",
    );
    const [tag] = pins.filter((pin) => image !== undefined && isSame(pin, image));
    const allowed = config.packageRules
      .filter((each) => image !== undefined && appliesTo(each, image))
      .flatMap(({ allowedVersions = [] }) => allowedVersions)
      .map(patternOf);

    expect(
      allowed.map((pattern) => [tag?.value ?? "", next, other].map((each) => pattern.test(each))),
    ).toEqual([[true, true, false]]);
  });
});

describe("a pin that is planted", () => {
  const ending =
    "Let a manager of renovate.json5 read it; if people raise it, add a rule there with enabled: false and the reason.";

  test.each([
    {
      file: "components/plan/planted.ts",
      text: '// A sidecar.\nexport const sidecarTag = "2.4.1";\n',
      place: "components/plan/planted.ts:2: sidecarTag 2.4.1",
    },
    { file: ".gitlab-ci.yml", text: "test:\n  image: node:24\n", place: ".gitlab-ci.yml:2: node 24" },
    {
      file: "tests/tools/planted/Dockerfile",
      text: "FROM debian:13\n",
      place: "tests/tools/planted/Dockerfile:1: debian 13",
    },
    {
      file: "sandbox/debian/planted.ts",
      text: 'const release = "trixie";\n',
      place: "sandbox/debian/planted.ts:1: trixie",
    },
    {
      file: "docs/planted.md",
      text: "```yaml\n- uses: actions/checkout@v7\n```\n",
      place: "docs/planted.md:2: actions/checkout v7",
    },
    { file: "examples/.nvmrc", text: "24.22.3\n", place: "examples/.nvmrc:1: 24.22.3" },
  ])("in $file is complained of, with its place and what to do", ({ file, text, place }) => {
    expect(complaints({ ...files, [file]: text })).toEqual([`${place} is watched by nobody. ${ending}`]);
  });

  test("is complained of where two watch it", () => {
    const text = (files["renovate.json5"] ?? "").replace(
      "customManagers: [",
      'customManagers: [{ description: "Twice", managerFilePatterns: ["/^\\\\.node-version$/"], matchStrings: ["(?<currentValue>.+)"] },',
    );

    expect(complaints({ ...files, "renovate.json5": text })).toEqual([
      '.node-version:1: 24.22.3 is watched more than once, by nodenv and "Twice". Leave one.',
    ]);
  });

  test("is complained of where the updater does not look", () => {
    const text = (files["renovate.json5"] ?? "").replace("ignorePaths: [", 'ignorePaths: ["tests/**", ');

    expect(complaints({ ...files, "renovate.json5": text })).toContain(
      `tests/tools/rclone/go.mod:5: github.com/rclone/rclone v1.75.1 is watched by nobody. ${ending}`,
    );
  });
});
