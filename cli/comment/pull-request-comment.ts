import { spawn } from "node:child_process";
import { z } from "zod";
import { CommandError } from "../errors";

const query = `query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(last: 100) { nodes { databaseId body viewerDidAuthor } }
    }
  }
}`;

const commentSchema = z.object({
  databaseId: z.number(),
  body: z.string(),
  viewerDidAuthor: z.boolean(),
});
const answerSchema = z.object({
  data: z.object({
    repository: z.object({
      pullRequest: z.object({ comments: z.object({ nodes: z.array(commentSchema) }) }),
    }),
  }),
});

/**
 * The comment that begins with a mark and that this token's owner wrote: somebody else's with the same mark could
 * be changed by that person later.
 *
 * @returns its number, undefined where there is none among the last hundred
 * @throws CommandError when gh is missing or fails
 */
export async function commentedBefore(
  root: string,
  { pullRequest, mark }: { readonly pullRequest: string; readonly mark: string },
): Promise<number | undefined> {
  const fields = ["-F", "owner={owner}", "-F", "name={repo}", "-F", `number=${pullRequest}`];
  const answer = await gh(root, ["api", "graphql", ...fields, "-f", `query=${query}`]);
  const parsed = answerSchema.safeParse(jsonOf(answer));
  if (!parsed.success) {
    throw new CommandError("gh answers with something else than the comments of the pull request.");
  }
  const own = parsed.data.data.repository.pullRequest.comments.nodes.filter(
    ({ body, viewerDidAuthor }) => viewerDidAuthor && body.startsWith(mark),
  );
  return own.at(-1)?.databaseId;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a new comment; throws a CommandError when gh fails. */
export async function createComment(
  root: string,
  { pullRequest, text }: { readonly pullRequest: string; readonly text: string },
): Promise<void> {
  await gh(root, ["pr", "comment", pullRequest, "--body-file", "-"], text);
}

/** Replaces the text of a comment; throws a CommandError when gh fails. */
export async function editComment(
  root: string,
  { id, text }: { readonly id: number; readonly text: string },
): Promise<void> {
  const path = `repos/{owner}/{repo}/issues/comments/${id}`;
  await gh(root, ["api", "--method", "PATCH", path, "--silent", "-F", "body=@-"], text);
}

/** Runs gh and gives what it prints. */
function gh(root: string, command: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("gh", command, {
      cwd: root,
      env: process.env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const printed: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
    child.once("error", () =>
      reject(new CommandError("gh does not start; install GitHub's CLI (https://cli.github.com).")),
    );
    child.once("close", (code) =>
      code === 0
        ? resolve(Buffer.concat(printed).toString("utf8"))
        : reject(new CommandError("gh could not comment on the pull request (see above).")),
    );
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
