import { z } from "zod";
import { setCommand, type Fault } from "../../values/fault";
import { declaredStores } from "../../sources/store-profiles";
import type { StackConfig } from "../../stack/stack-config";
import type { AuthorityNumbers } from "../../../providers/store-profile";
import type { StoreName } from "../../values/text";

const numbersSchema = z.object({ authority: z.number(), alsoTrusted: z.number().optional() });

/** What a deployed stack records of the stores that generate their certificates. */
export const authorityFactsSchema = z.partialRecord(z.enum(["database", "cache"]), numbersSchema);

export type AuthorityFacts = z.output<typeof authorityFactsSchema>;

/** The authorities that clients trust, in ascending order. */
export function trustedAuthorities({
  authority,
  alsoTrusted = authority,
}: AuthorityNumbers): readonly number[] {
  return [...new Set([authority, alsoTrusted])].sort((a, b) => a - b);
}

/** The authorities of a configuration. */
export function authorityFactsOf(config: StackConfig): AuthorityFacts {
  return Object.fromEntries(
    declaredStores(config).flatMap(({ store, use, profile: { authorities } }) =>
      use === "previous" || authorities === undefined ? [] : [[store, numbersSchema.parse(authorities)]],
    ),
  );
}

/**
 * An authority signs only once clients trust it, and is forgotten only once it signs no more: a server
 * and its clients never restart at one moment.
 */
export function authorityFaults(planned: AuthorityFacts, recorded: AuthorityFacts): readonly Fault[] {
  return (["database", "cache"] as const).flatMap((store) => [
    ...faultsOf(store, planned[store], recorded[store]),
  ]);
}

function* faultsOf(
  store: StoreName,
  now: AuthorityNumbers | undefined,
  before: AuthorityNumbers | undefined,
): Iterable<Fault> {
  if (now === undefined || before === undefined || now.authority === before.authority) {
    return;
  }
  if (!trustedAuthorities(before).includes(now.authority)) {
    yield {
      path: `${store}.tls.authority`,
      expected: `an authority that clients trust already: ${trustedAuthorities(before).join(" or ")}`,
      got: String(now.authority),
      why: "clients would refuse the server until they have restarted",
      fix: `npm run rotate -- --authority ${store}, or first ${setCommand(`${store}.tls.alsoTrusted`, String(now.authority))}`,
    };
  }
  if (!trustedAuthorities(now).includes(before.authority)) {
    yield {
      path: `${store}.tls.alsoTrusted`,
      expected: `the authority ${before.authority}, which the server's certificate is signed by so far`,
      got: String(now.alsoTrusted ?? "nothing"),
      why: "clients that restart first would refuse the server",
      fix: setCommand(`${store}.tls.alsoTrusted`, String(before.authority)),
    };
  }
}
