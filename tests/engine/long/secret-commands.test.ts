import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { noTraces, Trial } from "../../faults/trial";

const root = resolve(__dirname, "../../..");
const trial = new Trial();
const programs = trial.checkout.path(".sandbox", "programs");

/** Commands that handle no stack's secrets, each with the reason. */
const without: Readonly<Record<string, string>> = {
  check: "looks at the sources",
  package: "packs the sources",
  test: "runs tests, of which this is one",
  bench: "measures commands that are searched here, and a render with placeholders",
};

/** How every other command is run, in this order, with the exit code that it has where pods are played. */
const lines: readonly (readonly [code: number, ...commandLine: string[]])[] = [
  [0, "up", "--stack", "dev"],
  [0, "preview", "--stack", "dev", "--markdown", "preview.md"],
  [0, "config", "--stack", "dev"],
  [0, "config", "--stack", "dev", "--json"],
  [0, "diagram", "--stack", "dev", "--svg", "dev.svg"],
  [0, "secrets", "--stack", "dev"],
  [0, "secrets", "--stack", "dev", "--json"],
  [0, "secrets", "--stack", "dev", "--save"],
  [1, "render", "--stack", "dev"],
  [0, "render", "--stack", "dev", "--placeholders", "--with-secrets"],
  [0, "render", "--stack", "dev", "--state", "--output", "manifests"],
  [0, "rotate", "--stack", "dev", "--secret", "redisPassword"],
  [0, "rotate", "--stack", "dev", "--authority", "cache"],
  [0, "drift", "--stack", "dev"],
  [1, "smoke", "--stack", "dev"],
  [0, "backup", "--stack", "dev"],
  [0, "backups", "--stack", "dev", "--verify"],
  [0, "restore", "--stack", "dev", "--from", "20261101T010000Z", "--overwrite"],
  [1, "adopt", "--stack", "other", "--namespace", "openops-dev"],
  [0, "comment", "--pull-request", "7", "preview.md"],
  [1, "stack-files", "--stack", "dev", "--from", "policies"],
  [0, "generate"],
  [0, "sandbox", "status"],
  [0, "sandbox", "kubeconfig"],
];

const scriptsSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/** The commands that the scripts of package.json run. */
function commands(): readonly string[] {
  const { scripts } = scriptsSchema.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const named = Object.values(scripts).flatMap(
    (script) => /^node cli\/run\.mjs (\S+)/.exec(script)?.[1] ?? [],
  );
  return [...new Set(named)].sort();
}

/** GitHub's answer for a pull request without comments. */
const noComments = { data: { repository: { pullRequest: { comments: { nodes: [] } } } } };

/** Stands for GitHub's program and keeps what it is given. */
function playGh(): void {
  mkdirSync(programs, { recursive: true });
  writeFileSync(
    join(programs, "gh"),
    `#!/bin/sh\necho "$@" > ${programs}/arguments\ncat > ${programs}/comment\n` +
      `case "$2" in graphql) echo '${JSON.stringify(noComments)}' ;; esac\n`,
  );
  chmodSync(join(programs, "gh"), 0o755);
}

function run(commandLine: readonly string[]) {
  return trial.checkout.start(commandLine, { PATH: `${programs}:${process.env.PATH ?? ""}` }).ended;
}

beforeAll(async () => {
  playGh();
  trial.checkout.configure("dev", {
    preset: "dev",
    cache: { tls: { kind: "generated" } },
    backup: {
      enabled: true,
      target: { kind: "s3", bucket: "backups", region: "eu-central-1", credentialsSecret: "keys" },
    },
  });
  await trial.start();
});

afterAll(() => trial.remove());

test("every command is run here, or told to handle no secrets", () => {
  const listed = [...lines.map(([, command]) => command), "down", ...Object.keys(without)];

  expect(commands()).toEqual([...new Set(listed)].sort());
});

describe("no secret is on the terminal, in a file or on a command line after", () => {
  test.each(lines.map(([code, ...commandLine]) => [commandLine.join(" "), code, commandLine] as const))(
    "npm run %s",
    async (_title, expected, commandLine) => {
      const { code, errors } = await run(commandLine);

      expect({ code, errors: code === expected ? "" : errors }).toEqual({ code: expected, errors: "" });
      // What was made by the command is looked for as well.
      await trial.snapshot();
      expect(trial.traces()).toEqual(noTraces);
    },
  );

  test("npm run drift, of a Secret that somebody changed by hand", async () => {
    const { namespace } = trial;
    const value = "ByHand".repeat(8);
    const [name = ""] = (await trial.installation().names("secrets")).filter((found) =>
      found.startsWith("openops-engine-"),
    );
    await trial.kubectl("delete", "secret", name, "-n", namespace);
    const metadata = { name, namespace };
    await trial.apply({ apiVersion: "v1", kind: "Secret", metadata, stringData: { OPS_X: value } });
    const { code, out } = await run(["drift", "--stack", "dev"]);
    await trial.snapshot();

    expect(code).toBe(2);
    expect(out).toContain(name);
    expect(trial.traces().terminal).toEqual([]);
    expect(out).not.toContain(value);
  });

  test("npm run down", async () => {
    expect((await run(["down", "--stack", "dev"])).code).toBe(0);
    expect(trial.traces()).toEqual(noTraces);
  });
});

test("the search knows what it looks for: values of the update, of rotations and of both authorities", () => {
  expect(trial.searched).toBeGreaterThan(30);
});
