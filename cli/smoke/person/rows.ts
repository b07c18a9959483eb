import { failed } from "../certificate";
import { CommandError } from "../../errors";
import { resultRow, type SmokeResult } from "../result";
import type { Confidential } from "./confidential";

/** What a step found, or the step whose failure left nothing to find. */
export type Outcome<Found> = { readonly found: Found } | { readonly failure: string };

/** What a step says and hands on to those after it. */
export interface Finding<Found> {
  readonly detail: string;
  readonly found: Found;
}

interface Step<Needed, Found> {
  readonly what: string;
  /** What it needs from a step before it. */
  readonly after: Outcome<Needed>;
  /** Throws a CommandError where the step fails. */
  readonly work: (needed: Needed) => Promise<Finding<Found>>;
}

/** Steps of which later ones need what earlier ones found, as a row each; none of them tells a secret. */
export class Rows {
  readonly results: SmokeResult[] = [];

  constructor(
    private readonly from: string,
    private readonly secrets: Confidential,
  ) {}

  /** Takes a step, unless one that it needs has failed: then it is shown as not asked. */
  async take<Needed, Found>({ what, after, work }: Step<Needed, Found>): Promise<Outcome<Found>> {
    if ("failure" in after) {
      const detail = `needs what failed above: ${after.failure}`;
      this.results.push({ ...resultRow(what, this.from, failed(detail)), asked: false });
      return after;
    }
    try {
      const { detail, found } = await work(after.found);
      this.results.push(resultRow(what, this.from, { ok: true, detail: this.secrets.without(detail) }));
      return { found };
    } catch (error) {
      if (!(error instanceof CommandError)) {
        throw error;
      }
      this.results.push(resultRow(what, this.from, failed(this.secrets.without(error.message))));
      return { failure: what };
    }
  }
}
