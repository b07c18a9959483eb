import { createHash } from "node:crypto";

import type { CloudContext } from "../cloud";
import { textAt } from "../reading";

/** The number of the simulated account; AWS has none that begins with so many zeros. */
export const accountId = "000000000042";

export function regionOf({ config }: Pick<CloudContext, "config">): string {
  return textAt(config, "region") ?? "";
}

export function arnOf(service: string, resource: string, context: Pick<CloudContext, "config">): string {
  return `arn:aws:${service}:${regionOf(context)}:${accountId}:${resource}`;
}

/** Hexadecimal digits that are always the same for the same text. */
export function hexOf(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** Real ids are random, so that hardly one begins with so many zeros. */
const standingPrefix = "00000";
const madePrefix = "00001";

/** An id such as `vpc-00000…` of what the account has had from the start. */
export function standingId(kind: string, text: string): string {
  return `${kind}-${standingPrefix}${hexOf(text, 12)}`;
}

/** An id such as `sg-00001…` of what was made in the account. */
export function madeId(kind: string, text: string): string {
  return `${kind}-${madePrefix}${hexOf(text, 12)}`;
}

export function isStandingId(id: string): boolean {
  return id.split("-")[1]?.startsWith(standingPrefix) === true;
}

export function isMadeId(id: string): boolean {
  return id.split("-")[1]?.startsWith(madePrefix) === true;
}

/** The rule for names of databases and caches: letters, digits, single hyphens, a letter first. */
export function identifierRule(longest: number) {
  return {
    expected:
      `1 to ${longest} lower-case letters, digits and hyphens: a letter first, ` +
      "no hyphen last, no two hyphens together",
    pattern: new RegExp(`^(?=.{1,${longest}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`),
  };
}
