import type { Verdict } from "./certificate";

/** What was checked, from where, and what came of it. */
export interface SmokeResult extends Verdict {
  readonly what: string;
  readonly from: string;
  /** False where it was not asked, since it needs what failed before it. */
  readonly asked?: boolean;
}

/** A check with its verdict. */
export function resultRow(what: string, from: string, { ok, detail }: Verdict): SmokeResult {
  return { what, from, ok, detail };
}
