import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { readGoModule } from "../sandbox/toolchain/go-module";
import { compareVersions, findVersion } from "../sandbox/toolchain/version";

const root = join(__dirname, "..");
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), "utf8");

const option = z.union([z.string().min(1), z.strictObject({ label: z.string().min(1) })]);

/** What GitHub takes as a form of issues, as far as ours go. */
const form = z.strictObject({
  name: z.string().min(3),
  description: z.string().min(3),
  labels: z.array(z.string()).min(1),
  body: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("markdown"), attributes: z.strictObject({ value: z.string() }) }),
      z.strictObject({
        type: z.enum(["input", "textarea", "dropdown", "checkboxes"]),
        id: z.string().regex(/^[a-z]+$/),
        attributes: z.strictObject({
          label: z.string().min(3),
          description: z.string().optional(),
          placeholder: z.string().optional(),
          render: z.literal("text").optional(),
          options: z.array(option).min(1).optional(),
        }),
        validations: z.strictObject({ required: z.boolean() }).optional(),
      }),
    ]),
  ),
});

const chooser = z.strictObject({
  blank_issues_enabled: z.boolean(),
  contact_links: z.array(z.strictObject({ name: z.string(), url: z.url(), about: z.string() })),
});

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  features: z.record(z.string().regex(/^[\w.-]+(\/[\w-]+)+:\d+$/), z.strictObject({ version: z.string() })),
  remoteUser: z.string(),
  hostRequirements: z.strictObject({
    cpus: z.number(),
    memory: z.string().regex(/^\d+gb$/),
    storage: z.string().regex(/^\d+gb$/),
  }),
  postCreateCommand: z.string(),
});

describe("the form for issues", () => {
  test.each(["bug.yml", "feature.yml"])("%s is one that GitHub takes", (name) => {
    const { body } = form.parse(parse(read(".github", "ISSUE_TEMPLATE", name)));
    const asked = body.flatMap((field) => (field.type === "markdown" ? [] : [field]));

    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    expect(new Set(asked.map(({ attributes }) => attributes.label)).size).toBe(asked.length);
    expect(asked.filter(({ validations }) => validations?.required === true).length).toBeGreaterThan(1);
    // Fields with options need them, and others take none.
    expect(asked.map(({ type, attributes: { options } }) => [type, options !== undefined])).toEqual(
      asked.map(({ type }) => [type, type === "dropdown" || type === "checkboxes"]),
    );
  });

  test("is one of two, beside the way to report a fault of security in private", () => {
    const { contact_links: links, ...others } = chooser.parse(
      parse(read(".github", "ISSUE_TEMPLATE", "config.yml")),
    );

    expect(readdirSync(join(root, ".github", "ISSUE_TEMPLATE")).sort()).toEqual([
      "bug.yml",
      "config.yml",
      "feature.yml",
    ]);
    expect(others).toEqual({ blank_issues_enabled: false });
    expect(links.map(({ url }) => url)).toContain(
      "https://github.com/openops-cloud/openops-pulumi/security/advisories/new",
    );
  });
});

describe("the container for editors", () => {
  const { image, features } = container.parse(JSON.parse(read(".devcontainer", "devcontainer.json")));

  test("has the Node.js that is tested", () => {
    expect(image).toBe(`node:${read(".node-version").trim()}`);
  });

  test("has a Go that builds every tool", () => {
    const { version } = features["ghcr.io/devcontainers/features/go:1"] ?? { version: "" };
    const installed = findVersion(version);

    expect(
      installed === undefined ? -1 : compareVersions(installed, readGoModule(root, "pulumi").go),
    ).toBeGreaterThanOrEqual(0);
  });
});

test.each(["SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", "README.md"])(
  "what %s links to in this repository is there",
  (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => path);

    expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
  },
);

test("what has owners of its own is there", () => {
  const paths = read(".github", "CODEOWNERS")
    .split("\n")
    .flatMap((line) => /^(\S+) @\S+\/\S+$/.exec(line)?.[1] ?? []);

  expect(paths).toEqual(["*", "/.github/", "/.ci/", "/SECURITY.md"]);
  expect(paths.slice(1).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the template of a pull request names commands of package.json alone", () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read("package.json")));
  const named = [...read(".github", "pull_request_template.md").matchAll(/`npm (?:run )?([\w:]+)`/g)];

  expect(named.map(([, name = ""]) => name).filter((name) => scripts[name] === undefined)).toEqual([]);
  expect(named.length).toBeGreaterThan(2);
});
