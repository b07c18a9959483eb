import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { joinedReports } from "./change-report/joined-reports";
import { CommandError } from "./command-error";
import { HelpRequest } from "./help-request";
import { report } from "./terminal/print";
import { UsageError } from "./usage-error";

const usage = `usage: npm run comment -- --pull-request NUMBER FILE...

  Puts what \`npm run preview -- --markdown FILE\` wrote for one or more stacks into one comment of a
  GitHub pull request, and edits that comment the next time. Needs gh and its GH_TOKEN.`;

interface Request {
  readonly pullRequest: string;
  readonly files: readonly string[];
}

/** `npm run comment`: shows previews in a pull request. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { pullRequest, files } = requestOf(args);
  // A preview that did not begin has written nothing; what the others say is shown nevertheless.
  const reports = files.filter(existsSync).map((file) => readFileSync(file, "utf8"));
  const code = await post(root, pullRequest, joinedReports(reports));
  if (code !== 0) {
    throw new CommandError(`gh could not comment on pull request ${pullRequest} (see above).`);
  }
  report(`Commented on pull request ${pullRequest}.`);
  return 0;
}

function requestOf(args: readonly string[]): Request {
  if (args.includes("--help")) {
    throw new HelpRequest(usage);
  }
  const { values, positionals } = parsed(args);
  const { "pull-request": pullRequest } = values;
  if (pullRequest === undefined || !/^\d+$/.test(pullRequest) || positionals.length === 0) {
    throw new UsageError(usage);
  }
  return { pullRequest, files: positionals };
}

function parsed(args: readonly string[]) {
  try {
    const options = { "pull-request": { type: "string" } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function post(root: string, pullRequest: string, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const command = ["pr", "comment", pullRequest, "--edit-last", "--create-if-none", "--body-file", "-"];
    const child = spawn("gh", command, {
      cwd: root,
      env: process.env,
      stdio: ["pipe", "inherit", "inherit"],
    });
    child.once("error", () =>
      reject(new CommandError("gh does not start; install GitHub's CLI (https://cli.github.com).")),
    );
    child.once("close", (code) => resolve(code ?? 1));
    child.stdin.on("error", () => undefined);
    child.stdin.end(text);
  });
}
