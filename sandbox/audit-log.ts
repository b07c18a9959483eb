import { existsSync, readFileSync, statSync } from "node:fs";
import { z } from "zod";

/** A request of the programs' identity, as the API server recorded it. */
export interface AuditedRequest {
  readonly verb: string;
  readonly url: string;
  /** The program that asked, as it names itself. */
  readonly client: string;
}

const recordSchema = z.object({
  verb: z.string(),
  requestURI: z.string(),
  user: z.object({ username: z.string() }),
  userAgent: z.string().default(""),
});

/** The API server's record of who asked for what. */
export class AuditLog {
  constructor(
    private readonly file: string,
    private readonly user: string,
  ) {}

  /** Where the record ends now. */
  position(): number {
    return existsSync(this.file) ? statSync(this.file).size : 0;
  }

  /** The user's requests since a position. */
  requestsSince(position: number): readonly AuditedRequest[] {
    const text = readFileSync(this.file).subarray(position).toString();
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => recordSchema.parse(JSON.parse(line)))
      .filter(({ user }) => user.username === this.user)
      .map(({ verb, requestURI, userAgent }) => ({
        verb,
        url: requestURI,
        client: userAgent.split(/[/ ]/)[0] ?? "",
      }));
  }

  /** The requests among them that changed something: neither reads nor dry runs. */
  changesSince(position: number): readonly AuditedRequest[] {
    return this.requestsSince(position).filter(isChange);
  }
}

/** Whether a request changes something: it neither reads nor is a dry run. */
export function isChange(request: AuditedRequest): boolean {
  const reads = ["get", "list", "watch"];
  return !reads.includes(request.verb) && !isDryRun(request) && !isReview(request.url);
}

/** Whether a request asks what a change would come to. */
export function isDryRun({ url }: AuditedRequest): boolean {
  return url.includes("dryRun=All");
}

/** Questions about rights are posted, and change nothing. */
function isReview(url: string): boolean {
  return /reviews(\?|$)/.test(url);
}
