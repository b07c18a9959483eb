import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const root = resolve(__dirname, "../..");

const environment = z.record(z.string(), z.string()).default({});
const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  env: environment,
  with: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).default({}),
});
const jobSchema = z.object({
  if: z.string().optional(),
  environment: z.string().optional(),
  permissions: environment,
  defaults: z.object({ run: z.object({ "working-directory": z.string() }) }).optional(),
  env: environment,
  steps: z.array(stepSchema),
});

/** A workflow, as far as this project's tests read it. */
export const workflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: environment,
  env: environment,
  jobs: z.record(z.string(), jobSchema),
});

/** A workflow of this repository, by its file's name. */
export function workflow(name: string): z.infer<typeof workflowSchema> {
  return workflowSchema.parse(parse(readFileSync(join(root, ".github", "workflows", name), "utf8")));
}

/** What a played job did. */
export interface PlayedJob {
  readonly succeeded: boolean;
  readonly printed: string;
}

interface Play {
  /** The folder in which checkouts lie, as GitHub's runner has one. */
  readonly workspace: string;
  /** Programs that stand for the runner's own. */
  readonly programs: string;
  /** What `${{ … }}` stand for; another one is an error. */
  readonly expressions: Readonly<Record<string, string>>;
}

/**
 * Runs the `run:` steps of a job as GitHub's runner does: in its shell, with its environment, in order, those after
 * a failure only where they say so. From the step on that signs in the environment's token is there.
 */
export function playJob(name: string, job: string, play: Play): PlayedJob {
  const { env, jobs } = workflow(name);
  const played = jobs[job];
  if (played === undefined) {
    throw new Error(`${name} has no job ${job}`);
  }
  const { steps, defaults, environment: place = "" } = played;
  const folder = join(play.workspace, defaults?.run["working-directory"] ?? "");
  let [succeeded, token] = [true, {}];
  const printed: string[] = [];
  for (const { uses = "", run, if: condition, env: more } of steps) {
    if (!succeeded && condition !== "success() || failure()") {
      continue;
    }
    if (uses.startsWith("pulumi/auth-actions@")) {
      token = { PULUMI_ACCESS_TOKEN: `token-of-${filled(place, play.expressions)}` };
    }
    if (run !== undefined) {
      const given = { ...env, ...played.env, ...more };
      const values = Object.entries(given).map(([key, text]) => [key, filled(text, play.expressions)]);
      const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", filled(run, play.expressions)], {
        cwd: folder,
        encoding: "utf8",
        env: {
          HOME: play.workspace,
          PATH: `${play.programs}:${process.env.PATH ?? ""}`,
          PLAYED: join(play.workspace, "played"),
          GITHUB_OUTPUT: join(play.programs, "output"),
          ...token,
          ...Object.fromEntries(values),
        },
      });
      printed.push(stdout, stderr);
      succeeded = succeeded && status === 0;
    }
  }
  return { succeeded, printed: printed.join("") };
}

function filled(text: string, expressions: Play["expressions"]): string {
  return text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) {
      throw new Error(`Nothing stands for ${expression}`);
    }
    return value;
  });
}

/**
 * Writes what stands for Pulumi and GitHub's program. Pulumi runs the program of the folder that it is started in,
 * as the real one does; both note what they are given.
 */
export function writePrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const noComments = { data: { repository: { pullRequest: { comments: { nodes: [] } } } } };
  const scripts = {
    pulumi:
      'if [ "$1" = version ]; then echo v3.300.0; exit; fi\n' +
      'echo "pulumi in $PWD: $*" >> "$PLAYED"\nnode - < index.ts >&2\n' +
      `echo '{"steps":[]}'\n`,
    gh:
      `if [ "$2" = graphql ]; then echo '${JSON.stringify(noComments)}'; exit; fi\n` +
      'echo "gh $*" >> "$PLAYED"\ncat >> "$PLAYED"\n',
  };
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}`);
    chmodSync(join(folder, name), 0o755);
  }
}
