import { existsSync, readFileSync, statSync } from "node:fs";
import { z } from "zod";

/** A request of the programs' identity, as the API server recorded it. */
export interface AuditedRequest {
  readonly verb: string;
  readonly url: string;
}

const recordSchema = z.object({
  verb: z.string(),
  requestURI: z.string(),
  user: z.object({ username: z.string() }),
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
      .map(({ verb, requestURI }) => ({ verb, url: requestURI }));
  }

  /** The requests among them that changed something: neither reads nor dry runs. */
  changesSince(position: number): readonly AuditedRequest[] {
    const reads = ["get", "list", "watch"];
    return this.requestsSince(position).filter(
      ({ verb, url }) => !reads.includes(verb) && !url.includes("dryRun=All") && !isReview(url),
    );
  }
}

/** Questions about rights are posted, and change nothing. */
function isReview(url: string): boolean {
  return /reviews(\?|$)/.test(url);
}
