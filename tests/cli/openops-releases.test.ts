import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../cli/openops-releases/openops-releases";
import { knownReleases } from "../../components/values/releases";
import { composeFile, writeUpstream, type Composed } from "../support/updates/upstream";

const folder = mkdtempSync(join(tmpdir(), "openops-releases-"));
const [root, upstream] = [join(folder, "checkout"), join(folder, "upstream")];
const table = join(root, "components/values/releases.ts");
const source = join(__dirname, "../../components/values/releases.ts");
const newest = knownReleases.at(-1) ?? "";

const engine: Composed = { tables: "0.2.19", analytics: "0.14.2-importv9", execution: "engine" };
const worker: Composed = { tables: "0.2.21", analytics: "0.14.7", execution: "worker" };

let printed = "";

beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(join(root, "components/values"), { recursive: true });
  mkdirSync(join(root, ".changeset"));
  copyFileSync(source, table);
  printed = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

afterAll(() => rmSync(folder, { recursive: true }));

/** What was written: lines of the table that it did not have, and changesets. */
function written() {
  const before = readFileSync(source, "utf8").split("\n");
  return {
    lines: readFileSync(table, "utf8")
      .split("\n")
      .filter((line) => !before.includes(line)),
    changesets: Object.fromEntries(
      readdirSync(join(root, ".changeset")).map((name) => [
        name,
        readFileSync(join(root, ".changeset", name), "utf8"),
      ]),
    ),
  };
}

const nothing = { lines: [], changesets: {} };

async function failure(): Promise<string> {
  return run(["--upstream", upstream], root).then(
    () => "",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

test("each newer release gets a line after those that are known, from old to new, and a changeset", async () => {
  const mcp = { "openops-mcp": { image: "openops.azurecr.io/openops-mcp:0.1.4" } };
  writeUpstream(upstream, {
    "99.10.0": composeFile({ ...worker, more: mcp }),
    "99.9.0": composeFile(engine),
  });

  expect(await run(["--upstream", upstream], root)).toBe(0);

  const compare = "https://github.com/openops-cloud/openops/compare";
  const said = [
    `OpenOps 99.9.0 is known: tables 0.2.19, analytics 0.14.2-importv9, flows run in the engine. A stack that names no release keeps ${newest}. [What changed](${compare}/${newest}...99.9.0).`,
    `OpenOps 99.10.0 is known: tables 0.2.21, analytics 0.14.7, flows run in the worker. A stack that names no release keeps ${newest}. [What changed](${compare}/99.9.0...99.10.0). It has services that this program does not install: openops-mcp.`,
  ];
  expect(written()).toEqual({
    lines: [
      '  "99.9.0": { tables: "0.2.19", analytics: "0.14.2-importv9", execution: "engine" },',
      '  "99.10.0": { tables: "0.2.21", analytics: "0.14.7", execution: "worker" },',
    ],
    changesets: {
      "openops-99.9.0.md": `---\n"openops-pulumi": minor\n---\n\n${said[0]}\n`,
      "openops-99.10.0.md": `---\n"openops-pulumi": minor\n---\n\n${said[1]}\n`,
    },
  });
  expect(printed).toBe(`${said.join("\n")}\nNext: npm run generate, then npm run check.\n`);
  expect(readFileSync(table, "utf8")).toMatch(/},\n {2}"99\.9\.0".*\n {2}"99\.10\.0".*\n} as const/);
});

test("known and older releases, candidates and other tags are passed over", async () => {
  const tags = [...knownReleases, "0.1.0", "99.0.0-rc.1", "v99.0.0", "helm-99.0.0", "latest"];
  writeUpstream(upstream, Object.fromEntries(tags.map((tag) => [tag, "no compose file"])));

  expect(await run(["--upstream", upstream], root)).toBe(0);
  expect(written()).toEqual(nothing);
  expect(printed).toBe(`OpenOps ${newest} is the newest release, and known.\n`);
});

test("a file of a release, in which its tag is filled in, is read as well", async () => {
  writeUpstream(upstream, { "99.0.0": composeFile(worker).replaceAll("${OPS_VERSION:-latest}", "99.0.0") });

  expect(await run(["--upstream", upstream], root)).toBe(0);
  expect(written().lines).toHaveLength(1);
});

describe("what is of another form is refused, and nothing is written:", () => {
  const image = (service: string, reference: string) => ({ [`openops-${service}`]: { image: reference } });

  test.each([
    [
      "a tag of tables that a variable has",
      { more: image("tables", "public.ecr.aws/openops/openops-tables:${TABLES:-0.2.21}") },
      "services.openops-tables.image: expected public.ecr.aws/openops/openops-tables with a tag, got public.ecr.aws/openops/openops-tables:${TABLES:-0.2.21}",
    ],
    [
      "an image of analytics in another registry",
      { more: image("analytics", "openops.azurecr.io/openops-analytics:0.15.0") },
      "services.openops-analytics.image: expected public.ecr.aws/openops/openops-analytics with a tag, got openops.azurecr.io/openops-analytics:0.15.0",
    ],
    [
      "an app of another release",
      { more: image("app", "public.ecr.aws/openops/openops-app:0.6.1") },
      "services.openops-app.image: expected public.ecr.aws/openops/openops-app with the tag ${OPS_VERSION}, got public.ecr.aws/openops/openops-app:0.6.1",
    ],
    [
      "an engine beside a worker",
      { more: image("engine", "public.ecr.aws/openops/openops-engine:${OPS_VERSION:-latest}") },
      "services: expected one of openops-engine or openops-worker, got both",
    ],
  ])("%s", async (_, { more }, fault) => {
    writeUpstream(upstream, { "99.0.0": composeFile(engine), "99.1.0": composeFile({ ...worker, more }) });

    expect(await failure()).toBe(
      `CommandError: deploy/docker-compose/docker-compose.yml of OpenOps 99.1.0 is not as expected:\n  ${fault}\n` +
        "Nothing was changed. Have cli/openops-releases/compose-file.ts read the new form, or write the line of the release into components/values/releases.ts by hand.",
    );
    expect(written()).toEqual(nothing);
  });

  test("everything at once, of all releases", async () => {
    writeUpstream(upstream, {
      "99.0.0": "services: {}\n",
      "99.1.0": "services: [",
      "99.2.0": "version: 3\n",
    });
    const said = await failure();

    expect(said.match(/services[\w.-]*: expected [^,]+, got \w+/g)).toEqual([
      "services.openops-app.image: expected public.ecr.aws/openops/openops-app with the tag ${OPS_VERSION}, got none",
      "services: expected one of openops-engine or openops-worker, got none",
      "services.openops-tables.image: expected public.ecr.aws/openops/openops-tables with a tag, got none",
      "services.openops-analytics.image: expected public.ecr.aws/openops/openops-analytics with a tag, got none",
    ]);
    expect(said).toContain("docker-compose.yml of OpenOps 99.1.0 is no file of services with images: ");
    expect(said).toContain("docker-compose.yml of OpenOps 99.2.0 is no file of services with images: ");
    expect(written()).toEqual(nothing);
  });
});

test("a release without a compose file is refused with what git says", async () => {
  writeUpstream(upstream, { "99.0.0": undefined });

  expect(await failure()).toMatch(
    /^CommandError: git .* show HEAD:deploy\/docker-compose\/docker-compose\.yml failed: fatal: path .* does not exist[^]*\nNothing was changed\. /,
  );
  expect(written()).toEqual(nothing);
});

test("a repository that does not answer is named, with what git says", async () => {
  expect(await failure()).toBe(
    `CommandError: git ls-remote --tags --refs ${upstream} failed: fatal: '${upstream}' does not appear to be a git repository\n` +
      "fatal: Could not read from remote repository.\n\n" +
      "Please make sure you have the correct access rights\nand the repository exists.",
  );
  expect(written()).toEqual(nothing);
});

test("a table without a line to add to is refused", async () => {
  writeUpstream(upstream, { "99.0.0": composeFile(engine) });
  writeFileSync(table, "export const publishedReleases = {};\n");

  expect(await failure()).toBe(
    "CommandError: components/values/releases.ts has no line of a release, after which another one could come.",
  );
});
