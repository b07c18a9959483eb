import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { joinedReports } from "../change-report/joined-reports";
import { options, usage } from "./command-line";
import { commentedBefore, createComment, editComment } from "./pull-request-comment";
import { report } from "../terminal/print";
import { UsageError } from "../errors";

interface Request {
  readonly pullRequest: string;
  readonly name: string;
  readonly files: readonly string[];
}

/** `npm run comment`: shows previews in a pull request. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { pullRequest, name, files } = requestOf(args);
  // A preview that did not begin has written nothing; what the others say is shown nevertheless.
  const reports = files.filter(existsSync).map((file) => readFileSync(file, "utf8"));
  // GitHub does not show it, and no other workflow's comment begins so.
  const mark = `<!-- openops: ${name} -->`;
  const text = `${mark}\n${joinedReports(reports)}`;
  const before = await commentedBefore(root, { pullRequest, mark });
  await (before === undefined
    ? createComment(root, { pullRequest, text })
    : editComment(root, { id: before, text }));
  report(`Commented on pull request ${pullRequest}.`);
  return 0;
}

function requestOf(args: readonly string[]): Request {
  const { values, positionals } = parsed(args);
  const { "pull-request": pullRequest, name } = values;
  const known = pullRequest !== undefined && /^\d+$/.test(pullRequest) && /^[\w.-]+$/.test(name);
  if (!known || positionals.length === 0) {
    throw new UsageError(usage);
  }
  return { pullRequest, name, files: positionals };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}
