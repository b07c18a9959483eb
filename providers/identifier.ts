import { storeNames } from "../components/model/names";
import type { Store } from "../components/model/text";
import { refusal } from "./look-up-error";

interface IdentifierArgs {
  readonly store: Store;
  readonly given: string | undefined;
  readonly namespace: string;
  readonly longest: number;
}

/**
 * The identifier of a server, by default after the namespace. It never changes: a name that Pulumi makes
 * would be another one after an update that was killed.
 *
 * @throws ConfigError where the namespace makes none that every cloud takes
 */
export function identifierOf({ store, given, namespace, longest }: IdentifierArgs): string {
  const identifier = given ?? `${namespace}-${storeNames[store].name}`;
  if (given !== undefined || (/^[a-z](-?[a-z0-9])*$/.test(identifier) && identifier.length <= longest)) {
    return identifier;
  }
  throw refusal({
    path: `${store}.identifier`,
    expected: `one of your own, of at most ${longest} lower-case letters, digits and single hyphens, because the namespace makes none`,
    got: identifier,
  });
}
